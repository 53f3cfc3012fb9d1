import type { DeepReadonly } from '../model/deep-readonly.ts';
import type { SharedOptions } from './options.ts';
import { type Style, styleFor } from './style.ts';

let hasDocument = false;

/**
 * Prints what a command found or did: with `--json` the one document that its contract describes, else the text.
 * Documents leave by this file alone, so that a failure knows whether stdout has one already.
 */
export function say<Document extends object>(
  shared: Pick<SharedOptions, 'json' | 'color'>,
  document: DeepReadonly<NoInfer<Document>>,
  text: string | ((style: Style) => string),
): void {
  if (shared.json) write(JSON.stringify(document, null, 2));
  else process.stdout.write(typeof text === 'string' ? text : text(styleFor(process.stdout, shared.color)));
}

/** Prints one document of many, on a line of its own. */
export function sayLine<Document extends object>(document: DeepReadonly<NoInfer<Document>>): void {
  write(JSON.stringify(document));
}

/** Whether stdout has a document. */
export function hasSaid(): boolean {
  return hasDocument;
}

function write(json: string): void {
  hasDocument = true;
  process.stdout.write(`${json}\n`);
}
