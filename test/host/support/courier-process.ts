import { writeSync } from 'node:fs';
import { runCourier } from '../../../src/host/courier/run-courier.ts';
import { readHere } from '../../../src/host/here.ts';

// courier-process ROOT TOOLS DIE-AT: the courier as it is, but it tells each write beforehand, and kills itself before one of them.
const [, , root = '', tools = '', dieAt = '0'] = process.argv;
let count = 0;

function beforeWrite(what: string): void {
  count += 1;
  writeSync(1, `${what}\n`);
  if (count !== Number(dieAt)) return;
  process.kill(process.pid, 'SIGKILL');
  // A signal to oneself arrives when the kernel likes: nothing must be done until then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const end = new AbortController();
process.on('SIGTERM', () => end.abort());
const here = await readHere(root, tools);
await runCourier({
  here,
  signal: end.signal,
  beforeWrite,
  complain: (what) => console.error(what),
  ready: () => {},
});
