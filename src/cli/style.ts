import pc from 'picocolors';

/** Functions from text to coloured text; they change nothing when colour is off. */
export type Style = ReturnType<typeof pc.createColors>;

interface Screen {
  readonly isTTY?: boolean;
}

/** Colour stands only on a terminal that can show it, without NO_COLOR, and when the user did not refuse it. */
export function wantsColor(stream: Screen, allowed: boolean, env: Readonly<NodeJS.ProcessEnv>): boolean {
  return allowed && stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** The style for `process.stdout` or `process.stderr`; `allowed` is the shared option `color`. */
export function styleFor(stream: Screen, allowed: boolean): Style {
  return pc.createColors(wantsColor(stream, allowed, process.env));
}
