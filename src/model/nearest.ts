/** The known word that is nearest to what was written, or `null` when none is near enough to be meant. */
export function nearest(written: string, known: readonly string[]): string | null {
  const word = written.toLowerCase().slice(0, 64);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word, candidate.toLowerCase());
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** `known: a, b, c. Did you mean b?`; lists at most `atMost` words. */
export function knownHint(written: string, known: readonly string[], atMost = 12): string {
  const near = nearest(written, known);
  const listed = known.slice(0, atMost).join(', ');
  const more = known.length > atMost ? ` and ${known.length - atMost} more` : '';
  const list = known.length === 0 ? 'none is known' : `known: ${listed}${more}`;
  return near === null ? list : `${list}. Did you mean ${near}?`;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(cell(rows, row, a, b, i, j));
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

function cell(rows: readonly number[][], row: readonly number[], a: string, b: string, i: number, j: number) {
  const at = (r: readonly number[] | undefined, column: number) => r?.[column] ?? 0;
  const above = rows[i - 1];
  const same = a[i - 1] === b[j - 1];
  const options = [at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + (same ? 0 : 1)];
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  if (swapped) options.push(at(rows[i - 2], j - 2) + 1);
  return Math.min(...options);
}
