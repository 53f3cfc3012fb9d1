import { isAlias, isMap, isScalar, type Node, visit, type YAMLError } from 'yaml';
import type { Problem } from './problem.ts';
import { placeOfSpan, type YamlSource } from './yaml-source.ts';

const MAX_DEPTH = 32;

interface Fault {
  readonly span: readonly [number, number];
  readonly message: string;
  readonly hint?: string;
}

/** Everything about a YAML text that keeps it from being read as plain maps, lists and text. */
export function yamlFaults(source: YamlSource): readonly Problem[] {
  const syntax = firstOfEachLine(
    source,
    source.doc.errors.map((error) => syntaxFault(error, source.text)),
  );
  const faults = syntax.length > 0 ? syntax : [...directiveFaults(source), ...contentFaults(source)];
  return faults.map(({ span, message, hint }) => ({
    severity: 'error',
    message,
    ...(hint === undefined ? {} : { hint }),
    place: placeOfSpan(source, span[0], span[1]),
  }));
}

// One slip makes the parser stumble several times on one line; the first one is the one to mend.
function firstOfEachLine(source: YamlSource, faults: readonly Fault[]): readonly Fault[] {
  const seen = new Set<number>();
  return [...faults]
    .sort((a, b) => a.span[0] - b.span[0])
    .filter(({ span }) => {
      const { line } = source.lines.linePos(span[0]);
      return !seen.has(line) && seen.add(line);
    });
}

const SYNTAX: Readonly<Record<string, { readonly message: string; readonly hint?: string }>> = {
  TAB_AS_INDENT: { message: 'a tab cannot indent', hint: 'use spaces' },
  BLOCK_AS_IMPLICIT_KEY: { message: 'two keys on one line', hint: 'a value that holds ": " must be quoted' },
  MULTIPLE_DOCS: {
    message: 'a second document begins here',
    hint: 'one file holds one document: remove ---',
  },
  RESOURCE_EXHAUSTION: { message: 'nested too deeply' },
};

function syntaxFault(error: YAMLError, text: string): Fault {
  if (error.code === 'DUPLICATE_KEY') {
    const [start] = error.pos;
    const key = /^[^\s:]+/.exec(text.slice(start, start + 100))?.[0] ?? '';
    return {
      span: [start, start + key.length],
      message: `${key} stands twice in one map`,
      hint: 'keep one of them',
    };
  }
  const known = SYNTAX[error.code];
  if (known !== undefined) return { span: error.pos, ...known };
  return { span: error.pos, message: `not valid YAML: ${error.message.split('\n')[0] ?? ''}` };
}

function directiveFaults(source: YamlSource): readonly Fault[] {
  const explicit = source.doc.directives?.yaml.explicit === true;
  const message = 'a %YAML line changes how text is read';
  return explicit ? [{ span: [0, 1], message, hint: 'remove it: YAML 1.2 is read' }] : [];
}

function contentFaults(source: YamlSource): readonly Fault[] {
  if (source.doc.contents === null) {
    return [{ span: [0, 0], message: 'the file is empty', hint: 'mosaic fleet init writes one' }];
  }
  const faults: Fault[] = [];
  visit(source.doc, {
    Node(key, node, ancestors) {
      if (ancestors.length > MAX_DEPTH * 2) {
        faults.push({ span: spanOf(node), message: 'nested too deeply' });
        return visit.SKIP;
      }
      faults.push(...nodeFaults(node), ...(key === 'key' ? keyFaults(node) : []));
      return undefined;
    },
  });
  if (!isMap(source.doc.contents)) {
    const message = 'the file must be a map of keys and values';
    faults.push({ span: spanOf(source.doc.contents), message, hint: 'it begins with apiVersion: …' });
  }
  return faults;
}

function nodeFaults(node: Node): readonly Fault[] {
  const span = spanOf(node);
  const hint = 'write the value out where it is used';
  if (isAlias(node)) return [{ span, message: `aliases are not read: *${node.source}`, hint }];
  const faults: Fault[] = [];
  if ('anchor' in node && node.anchor)
    faults.push({ span, message: `anchors are not read: &${node.anchor}`, hint });
  if (node.tag) {
    const tag = node.tag.replace(/^tag:yaml\.org,2002:/, '!!');
    faults.push({ span, message: `tags are not read: ${tag}`, hint: 'remove it; quote what must be text' });
  }
  if (isScalar(node) && typeof node.value === 'string') faults.push(...textFaults(span, node.value));
  return faults;
}

function textFaults(span: Fault['span'], value: string): readonly Fault[] {
  if (value.includes('\0')) return [{ span, message: 'NUL cannot stand in any text', hint: 'remove it' }];
  if (value.isWellFormed()) return [];
  return [{ span, message: 'half of a surrogate pair is no character', hint: 'write the character itself' }];
}

function keyFaults(node: Node): readonly Fault[] {
  const span = spanOf(node);
  if (!isScalar(node)) return [{ span, message: 'a key must be plain text' }];
  if (node.value === '__proto__') return [{ span, message: '__proto__ cannot be a key' }];
  if (typeof node.value === 'string') return [];
  const written = node.source ?? String(node.value);
  return [{ span, message: `the key ${written} is not text`, hint: `type  "${written}":` }];
}

function spanOf(node: Node): readonly [number, number] {
  const range = node.range;
  return range ? [range[0], Math.max(range[1], range[0])] : [0, 0];
}
