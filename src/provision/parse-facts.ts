import type { Manifest } from '../model/bundle.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { hostPaths } from '../model/host-paths.ts';
import { type FlatRecord, parseRecord } from '../model/record.ts';
import { sha256 } from '../model/sha256.ts';
import type { AgentFacts, Facts } from './facts.ts';
import { parseAct } from './parse-act.ts';
import { parseHarnesses } from './parse-harnesses.ts';
import { parseOpen } from './parse-open.ts';
import { parsePending } from './parse-pending.ts';
import { parseSecrets } from './parse-secrets.ts';
import { parseThings } from './parse-things.ts';
import { parseUnits } from './parse-units.ts';

/** Reads what facts.sh prints. `null`: the output does not reach its end, and says nothing. */
export function parseFacts(fleet: string, text: string): Facts | null {
  const lines = text.split('\n');
  if (lines.at(-1) !== '' || lines.at(-2) !== 'end') return null;
  const tagged = Map.groupBy(lines, tagOf);
  const texts = (tag: string) => (tagged.get(tag) ?? []).map((line) => line.slice(tag.length + 1));
  const one = (tag: string) => texts(tag)[0] ?? null;
  const records = parseRecords(tagged.get('record') ?? []);
  const root = hostPaths.root(fleet);
  const { files, links } = parseThings(texts('thing'), tagged.get('sha256') ?? []);
  return {
    fleet,
    now: Number(one('now') ?? 0),
    home: one('home') ?? '',
    user: one('user') ?? '',
    systemd: Number.parseInt(one('systemd') ?? '', 10) || null,
    manager: tagged.has('manager'),
    bus: tagged.has('bus'),
    platform: one('platform'),
    free: bytesOf(one('free')),
    harnesses: parseHarnesses(texts('harness')),
    linger: tagged.has('linger'),
    lacks: texts('lacks'),
    current: digestOf(/^releases\/(.*)$/.exec(one('current') ?? '')?.[1]),
    manifests: parseManifests(lines),
    releases: texts('release').filter(isDigest).sort(byCodeUnit),
    record: records[`${root}/record`] ?? null,
    pending: parsePending(records[`${root}/pending`] ?? records[`${root}/reverting`] ?? null),
    files,
    links,
    units: parseUnits(texts('unit'), tagged.get('argv') ?? []),
    agents: parseAgents(fleet, records, texts('stopped')),
    open: parseOpen(texts('inside')),
    secrets: parseSecrets(one('salt'), one('credentials'), texts('secret'), {
      exposed: texts('exposed'),
      releases: texts('secrets-of'),
    }),
    acts: texts('act').flatMap((line) => parseAct(line) ?? []),
  };
}

/** Of `BLOCKS BYTES`. */
function bytesOf(free: string | null): number | null {
  const [, blocks, bytes] = /^(\d+) (\d+)$/.exec(free ?? '') ?? [];
  return blocks === undefined ? null : Number(blocks) * Number(bytes);
}

/** `sha256`, `record` and `argv` are lines of programs, as they are. */
function tagOf(line: string): string {
  if (line.startsWith('.local/')) return 'record';
  if (line.startsWith('/proc/')) return 'argv';
  const end = line.indexOf(' ');
  const tag = end < 0 ? line : line.slice(0, end);
  return isDigest(tag) ? 'sha256' : tag;
}

function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function digestOf(text: string | undefined): string | null {
  return text !== undefined && isDigest(text) ? text : null;
}

/** `path:key=value` lines to one record a path. */
function parseRecords(lines: readonly string[]): Readonly<Record<string, FlatRecord>> {
  const texts = new Map<string, string[]>();
  for (const line of lines) {
    const [, path, entry] = /^([^:]+):(.*)$/.exec(line) ?? [];
    if (path !== undefined && entry !== undefined) texts.set(path, [...(texts.get(path) ?? []), entry]);
  }
  return Object.fromEntries([...texts].map(([path, entries]) => [path, parseRecord(entries.join('\n'))]));
}

/** `manifest DIGEST` and the `text LINE`s that follow it. Only a manifest whose bytes have the digest that it is filed under is one. */
function parseManifests(lines: readonly string[]): Readonly<Record<string, Manifest>> {
  const texts = new Map<string, string>();
  let digest = '';
  for (const line of lines) {
    if (line.startsWith('manifest ')) digest = line.slice('manifest '.length);
    else if (line.startsWith('text ')) {
      texts.set(digest, `${texts.get(digest) ?? ''}${line.slice('text '.length)}\n`);
    }
  }
  const whole = [...texts].filter(([named, text]) => sha256(text) === named);
  return Object.fromEntries(whole.map(([named, text]) => [named, JSON.parse(text) as Manifest]));
}

function parseAgents(
  fleet: string,
  records: Readonly<Record<string, FlatRecord>>,
  marks: readonly string[],
): Readonly<Record<string, AgentFacts>> {
  const state = hostPaths.state(fleet);
  const stopped = new Set(marks.map((path) => path.slice(`${state}/agents/`.length, -'/stopped'.length)));
  const own = Object.keys(records).flatMap((path) => {
    const [, beat, agent] = /\/beats\/([^/]+)$|\/agents\/([^/]+)\/[a-z]+$/.exec(path) ?? [];
    return path.startsWith(`${state}/`) ? [beat ?? agent ?? ''] : [];
  });
  const names = [...new Set([...stopped, ...own])]
    .filter((name) => /^[a-z0-9-]+$/.test(name))
    .sort(byCodeUnit);
  const entries = names.map((name): [string, AgentFacts] => [
    name,
    {
      stopped: stopped.has(name),
      beat: records[`${state}/beats/${name}`] ?? null,
      exit: records[`${state}/agents/${name}/exit`] ?? null,
      failures: records[`${state}/agents/${name}/failures`] ?? null,
    },
  ]);
  return Object.fromEntries(entries);
}
