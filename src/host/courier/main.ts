import { readHere } from '../here.ts';
import { sayReady } from '../say-ready.ts';
import { runCourier } from './run-courier.ts';

/** `courier ROOT TOOLS LAUNCH`: LAUNCH is only there to be seen in the process' arguments. */
async function main([root = '', tools = '']: readonly string[]): Promise<void> {
  const end = new AbortController();
  process.on('SIGTERM', () => end.abort());
  process.on('SIGINT', () => end.abort());
  let said = '';
  const complain = (what: string) => {
    // A disk that stays full is told once.
    if (what !== said) console.error(`courier: ${what}`);
    said = what;
  };
  const here = await readHere(root, tools);
  await runCourier({
    here,
    signal: end.signal,
    beforeWrite: () => {},
    complain,
    ready: () => sayReady(({ message }) => complain(message)),
  });
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`courier: ${error.message}`);
  process.exitCode = 1;
});
