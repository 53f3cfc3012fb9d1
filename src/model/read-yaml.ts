import { LineCounter, parseDocument } from 'yaml';
import type { Problem } from './problem.ts';
import { yamlFaults } from './yaml-faults.ts';
import { placeOfSpan, type YamlSource } from './yaml-source.ts';

export interface YamlReading {
  readonly source: YamlSource;
  /** The document as plain values; `null` when its text is faulty. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

const MAX_LENGTH = 4_000_000;

/**
 * Parses any text at all; never throws. Anchors, tags and directives are refused: a roster is read as it stands. Its tokens,
 * which only edits need, take half as long again.
 */
export function readYaml(file: string, text: string, keepSourceTokens = false): YamlReading {
  const tooLong = text.length > MAX_LENGTH;
  const lines = new LineCounter();
  const doc = parseDocument(tooLong ? '' : text, {
    lineCounter: lines,
    prettyErrors: false,
    keepSourceTokens,
    logLevel: 'error',
  });
  const source: YamlSource = { file, text, doc, lines };
  if (tooLong) {
    const message = `the file is longer than ${MAX_LENGTH} characters`;
    return {
      source,
      value: null,
      problems: [{ severity: 'error', message, place: placeOfSpan(source, 0, 0) }],
    };
  }
  const problems = yamlFaults(source);
  return { source, value: problems.length > 0 ? null : doc.toJS(), problems };
}
