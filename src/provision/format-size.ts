/** Bytes as a roster writes them: `4G`, `512M`; plain bytes when no unit fits. */
export function formatSize(bytes: number): string {
  const units = ['T', 'G', 'M', 'K'].map((unit, index) => [unit, 1024 ** (4 - index)] as const);
  const fit = units.find(([, size]) => bytes >= size && bytes % size === 0);
  return fit === undefined ? String(bytes) : `${bytes / fit[1]}${fit[0]}`;
}
