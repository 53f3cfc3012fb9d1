import { createHash } from 'node:crypto';
import type { Manifest, ManifestAgent } from './bundle.ts';
import type { AgentProbe, HostProbe, UnmanagedSession } from './host-probe.ts';
import { type FlatRecord, integerOf, parseRecord } from './record.ts';
import type { ScreenKind } from './runtime.ts';

/** `null`: the output is not what look.sh and probe.sh print to their end, and says nothing. */
export function parseLook(output: Uint8Array): HostProbe | null {
  const bytes = Buffer.from(output);
  const head = bytes.subarray(0, Math.max(0, bytes.indexOf('\n'))).toString('latin1');
  if (head === 'nothing')
    return { now: 0, release: null, stale: 0, agents: [], connectors: [], unmanaged: [], trouble: null };
  const size = /^manifest (\d{1,9})$/.exec(head)?.[1];
  if (size === undefined) return null;
  const start = head.length + 1;
  const manifestBytes = bytes.subarray(start, start + Number(size));
  const manifest = parseManifest(manifestBytes);
  const probe = bytes.subarray(start + Number(size) + 1).toString('utf8');
  if (manifest === null) return null;
  return parseProbe(probe, manifest, createHash('sha256').update(manifestBytes).digest('hex'));
}

/** Joins what probe.sh printed with the manifest that it was run for. */
export function parseProbe(text: string, manifest: Manifest, release: string): HostProbe | null {
  const lines = text.split('\n').map(tagged);
  const now = Number(lines.find(([tag]) => tag === 'now')?.[1]);
  if (!Number.isSafeInteger(now) || lines.findLast(([tag]) => tag !== '')?.[0] !== 'end') return null;
  const blocks = agentBlocks(lines);
  const units = unitRecords(lines);
  return {
    now,
    release,
    stale: manifest.heartbeat.stale,
    agents: manifest.agents.map((agent) => {
      const block = blocks.get(agent.name) ?? [];
      return agentProbe(now, agent, block, units.get(agent.unit) ?? null);
    }),
    connectors: manifest.connectors.map((connector) => ({
      connector,
      unit: unitSignal(units.get(connector.unit) ?? null),
      status: linkRecord(lines, connector.name),
    })),
    unmanaged: lines.filter(([tag]) => tag === 'stray').flatMap(([, rest]) => stray(rest)),
    trouble: lines.find(([tag]) => tag === 'manager')?.[1] ?? null,
  };
}

type Tagged = readonly [tag: string, rest: string];

function tagged(line: string): Tagged {
  const at = line.indexOf(' ');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

function agentBlocks(lines: readonly Tagged[]): ReadonlyMap<string, readonly Tagged[]> {
  const blocks = new Map<string, Tagged[]>();
  let block: Tagged[] = [];
  for (const line of lines) {
    if (line[0] === 'agent') {
      block = [];
      blocks.set(line[1], block);
    } else block.push(line);
  }
  return blocks;
}

function unitRecords(lines: readonly Tagged[]): ReadonlyMap<string, FlatRecord> {
  const units = new Map<string, FlatRecord>();
  let texts: string[] = [];
  for (const [tag, rest] of lines) {
    if (tag !== 'unit') continue;
    if (rest !== '') texts.push(rest);
    else {
      const unit = parseRecord(texts.join('\n'));
      units.set(unit['Id'] ?? '', unit);
      texts = [];
    }
  }
  return units;
}

function agentProbe(
  now: number,
  agent: ManifestAgent,
  block: readonly Tagged[],
  unit: FlatRecord | null,
): AgentProbe {
  const record = (tag: string): FlatRecord | null => {
    const texts = block.filter((line) => line[0] === tag).map((line) => line[1]);
    return texts.length === 0 ? null : parseRecord(texts.join('\n'));
  };
  const [hook, exit] = [record('hook'), record('exit')];
  const signals = {
    now,
    stopMark: block.some(([tag]) => tag === 'stopped'),
    unit: unitSignal(unit),
    process: processSignal(record('process')),
    hook: hookSignal(hook),
    screen: screenSignal(record('screen')),
    exit: exitSignal(exit),
    failures: integerOf(record('failures') ?? {}, 'count') ?? 0,
  };
  const mails = integerOf(record('mail') ?? {}, 'waiting');
  const [run, beat, mark] = [record('run'), record('beat'), record('stopped')];
  return { agent, signals, hook, exit, run, beat, mark, mails };
}

function unitSignal(unit: FlatRecord | null): AgentProbe['signals']['unit'] {
  if (unit === null) return null;
  const [active, sub] = [unit['ActiveState'] ?? 'unknown', unit['SubState'] ?? 'unknown'];
  return {
    active,
    sub,
    status: integerOf(unit, 'ExecMainStatus'),
    restarts: integerOf(unit, 'NRestarts') ?? 0,
  };
}

function processSignal(process: FlatRecord | null): AgentProbe['signals']['process'] {
  if (process === null) return null;
  const alive = process['alive'] === '1';
  return { alive, state: process['pstate'] ?? null, since: integerOf(process, 'since') };
}

function hookSignal(hook: FlatRecord | null): AgentProbe['signals']['hook'] {
  const at = hook === null ? null : integerOf(hook, 'at');
  // A launch empties the record: without a state, its harness has not spoken yet.
  if (!hook?.['state'] || at === null) return null;
  return {
    at,
    state: hook['state'],
    since: integerOf(hook, 'since'),
    turn: integerOf(hook, 'turn'),
    last: hook['last'] ?? null,
    prompt: hook['prompt'] ?? null,
    fingerprint: hook['fingerprint'] ?? null,
    until: integerOf(hook, 'until'),
  };
}

function screenSignal(screen: FlatRecord | null): AgentProbe['signals']['screen'] {
  if (screen?.['session'] !== '1') return null;
  const kinds: readonly ScreenKind[] = ['waiting', 'busy', 'idle'];
  const kind = kinds.find((known) => known === screen['kind']) ?? 'unknown';
  return { kind, changed: integerOf(screen, 'changed') };
}

function exitSignal(exit: FlatRecord | null): AgentProbe['signals']['exit'] {
  const at = exit === null ? null : integerOf(exit, 'at');
  if (exit === null || at === null) return null;
  return { at, code: integerOf(exit, 'code'), signal: exit['signal'] || null };
}

function linkRecord(lines: readonly Tagged[], connector: string): FlatRecord | null {
  const start = `${connector} `;
  const own = lines.filter(([tag, rest]) => tag === 'link' && rest.startsWith(start));
  return own.length === 0 ? null : parseRecord(own.map(([, rest]) => rest.slice(start.length)).join('\n'));
}

function stray(rest: string): readonly UnmanagedSession[] {
  const match = /^(\S+) (\d{1,12}) (.+)$/.exec(rest);
  if (match === null) return [];
  const [, socket = '', created = '', name = ''] = match;
  return [{ socket, created: Number(created), name }];
}

function parseManifest(bytes: Buffer): Manifest | null {
  try {
    const manifest = JSON.parse(bytes.toString('utf8')) as Manifest;
    return manifest.version === 1 && Array.isArray(manifest.agents) ? manifest : null;
  } catch {
    return null;
  }
}
