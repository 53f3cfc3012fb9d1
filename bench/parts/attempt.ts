import { note } from './report.ts';

const faults: string[] = [];

/** Does a part of a benchmark. One that fails is told of at once and at the end, and the others go on; the answer is `null` then. */
export async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const fault = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    faults.push(fault);
    note(`FAILED  ${fault}`);
    return null;
  }
}

/** What failed so far, on stdout beside the tables; sets the exit code. */
export function tellFaults(): void {
  if (faults.length === 0) return;
  process.exitCode = 1;
  process.stdout.write(
    `\nFailed, and left out of the tables:\n${faults.map((fault) => `- ${fault}\n`).join('')}`,
  );
  faults.length = 0;
}
