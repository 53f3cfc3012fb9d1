/** Leaves things in order, and answers with one line: the state that the interrupt left. */
export type Farewell = () => string | Promise<string>;

const farewells = new Set<Farewell>();

/** Registers what to do when the user presses Ctrl-C; the answer takes it back. */
export function onInterrupt(farewell: Farewell): () => void {
  farewells.add(farewell);
  return () => farewells.delete(farewell);
}

/** Runs what is registered, the last first. Called by the entry alone. */
export async function sayFarewells(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const farewell of [...farewells].reverse()) lines.push(await farewell());
  return lines;
}
