import { isLabError, missingForLab } from '../../lab/index.ts';
import { cliError } from '../cli-error.ts';

/** Runs what drives staging hosts; without root it says how to get it, and a lab's own errors become readable ones. */
export async function withRoot(command: string, work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw cliError({ message: 'staging hosts need root', next: `sudo ${command}` });
  }
  await readable(work);
}

export async function readable(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw isLabError(error) ? cliError({ message: error.message, next: error.next }, error) : error;
  }
}

/** All that this machine lacks, at once. */
export async function requireMachine(): Promise<void> {
  const missing = await missingForLab();
  if (missing.length === 0) return;
  throw cliError({ message: ['this machine cannot run staging hosts; it lacks', ...missing].join('\n') });
}
