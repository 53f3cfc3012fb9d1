import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startModelServer } from './server.ts';

// A model server as a program:   node test/support/model/main.ts [--host ADDRESS] [--port N] [--log FILE] [--stay]
// Says its URL on a line of stdout; ends when its stdin does, or on a signal. FILE gets a line of JSON for each request.
const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    log: { type: 'string' },
    stay: { type: 'boolean', default: false },
  },
});

const { log } = values;
const server = await startModelServer({
  host: values.host,
  port: Number(values.port),
  told: (request) => {
    if (log !== undefined) appendFileSync(log, `${JSON.stringify(request)}\n`);
  },
});
process.stdout.write(`${server.url}\n`);
// Who started it may be gone without a word; `--stay` is for those who have no stdin to hold.
if (!values.stay) process.stdin.resume().on('end', () => process.exit());
