export const DURATION = /^[1-9][0-9]{0,5}[smh]$/;
export const MEMORY = /^[1-9][0-9]{0,5}[KMGT]$/;
export const CPU = /^[1-9][0-9]{0,5}%$/;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const BYTES: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Seconds of a written duration such as `15s`, `2m`, `1h`. */
export function secondsOf(duration: string): number {
  return Number.parseInt(duration, 10) * (SECONDS[duration.slice(-1)] ?? 1);
}

/** Bytes of a written amount such as `512M` or `4G`; units are powers of 1024, as systemd reads them. */
export function bytesOf(memory: string): number {
  return Number.parseInt(memory, 10) * (BYTES[memory.slice(-1)] ?? 1);
}

/** Per cent of one core, of a written share such as `150%`. */
export function percentOf(cpu: string): number {
  return Number.parseInt(cpu, 10);
}
