import { commandWords, rewriteHelp } from './cli/command-words.ts';
import { sayFarewells } from './cli/interrupt.ts';
import { version } from './cli/version.ts';

const args = rewriteHelp(process.argv.slice(2));
const words = commandWords(args);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has seen enough: `mosaic fleet ps | head -1`.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.on('uncaughtException', (error) => void explain(error).finally(() => process.exit()));

// The first Ctrl-C lets the command say what it leaves behind, the second one does not wait for it.
process.once('SIGINT', () => {
  process.once('SIGINT', () => process.exit(130));
  void leave();
});

await run();
process.exit();

/** A command that ends well but not with 0 has set `process.exitCode` itself. */
async function run(): Promise<void> {
  try {
    // Scripts ask for this all the time; it needs nothing that is slow to load.
    if (args.length === 1 && args[0] === '--version') {
      process.stdout.write(`${version()}\n`);
      return;
    }
    const { buildProgram } = await import('./cli/program.ts');
    const program = await buildProgram(words);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    await explain(error);
  }
}

async function explain(error: unknown): Promise<void> {
  process.exitCode = 1;
  const { printError } = await import('./cli/print-error.ts');
  process.exitCode = printError(error, args, words);
}

async function leave(): Promise<void> {
  try {
    for (const line of await sayFarewells()) process.stderr.write(`${line}\n`);
  } finally {
    process.exit(130);
  }
}
