/** What one folder of `src/` may import: names of our own folders, packages, `node:` modules, `node:*`, or `*`. */
export interface ImportRule {
  readonly folder: string;
  readonly may: readonly string[];
  readonly never: readonly string[];
}

/** Reads the table with the header `| folder | may import | never |` out of a Markdown text; cells hold names in backticks. */
export function parseImportTable(markdown: string): readonly ImportRule[] {
  const lines = markdown.split('\n').map((line) => line.trim());
  const head = lines.findIndex((line) => /^\|\s*folder\s*\|\s*may import\s*\|/.test(line));
  if (head < 0) throw new Error('no table with the header "| folder | may import | never |"');
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? rest.length : end).map(parseRow);
}

function parseRow(line: string): ImportRule {
  const [folder = [], may = [], never = []] = line.slice(1, -1).split('|').map(quoted);
  return { folder: folder[0] ?? '', may, never };
}

function quoted(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

/** Says whether a file in `rule.folder` may import `target` (a folder of ours, a package, or `node:…`). */
export function allows(rule: ImportRule, target: string): boolean {
  if (target === rule.folder) return true;
  if (rule.never.includes(target)) return false;
  return rule.may.some(
    (name) => name === '*' || name === target || (name === 'node:*' && target.startsWith('node:')),
  );
}
