/** Attaches the terminal that it is started on: `attach-program.ts HOST-AS-JSON COMMAND [ask]`; says how that ended. */
import type { Host } from '../../src/model/host.ts';
import { connect } from '../../src/remote/connect.ts';
import { isRemoteError } from '../../src/remote/transport.ts';

const [host = '', command = '', ask] = process.argv.slice(2);
const transport = await connect(
  JSON.parse(host) as Host,
  ask === undefined ? {} : { askPassphrase: async () => null },
);
try {
  const code = await transport.attach(command);
  console.log(`[ended ${code}]`);
} catch (error) {
  console.log(`[${isRemoteError(error) ? error.code : error}]`);
}
await transport.close();
