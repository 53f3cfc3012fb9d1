import type { Bundle } from '../../model/bundle.ts';
import type { GenerateDocument } from '../../model/contract-files.ts';
import type { DeepReadonly } from '../../model/deep-readonly.ts';
import type { BundleChange, BundleChanges, BundleFolder } from '../bundle-changes.ts';
import { shown } from '../shown-path.ts';
import type { Style } from '../style.ts';
import { renderTable } from '../table.ts';

/** What `mosaic fleet generate` found, and did unless it only checked. */
export interface Generated {
  readonly bundle: Bundle;
  readonly out: string;
  readonly compared: BundleChanges;
  /** As it was before. */
  readonly folder: BundleFolder;
  readonly isCheck: boolean;
}

/** One line a host; the files that differ too when it is a check. */
export function generatedText(generated: Generated, style: Style): string {
  const { bundle, out, compared, isCheck } = generated;
  const agents = bundle.hosts.reduce((sum, { manifest }) => sum + manifest.agents.length, 0);
  const head = `fleet ${bundle.fleet} · ${counted(bundle.hosts.length, 'host')} · ${counted(agents, 'agent')}`;
  const rows = hostViews(generated).map(({ host, before, release, files }) => [
    host,
    releases(before, release),
    changesText(files),
  ]);
  const columns = [{ title: 'host' }, { title: 'release' }, { title: 'files' }];
  const marks = { new: '+', changed: '~', gone: '-' };
  const files = isCheck ? compared.changes.map(({ kind, path }) => `${marks[kind]} ${path}\n`).join('') : '';
  const kept = compared.kept
    .map((path) => `kept  ${shown(out, path)}  edited by hand, no longer generated\n`)
    .join('');
  const table = renderTable(columns, rows, style.dim);
  const after = isCheck ? [files] : [kept, `review  ${shown(out, 'REVIEW.md')}\n`];
  return [`${head}\n`, table, after.join('')].filter((part) => part !== '').join('\n');
}

/** The same for programs. */
export function generatedView(generated: Generated): DeepReadonly<GenerateDocument> {
  const { bundle, out, compared, isCheck } = generated;
  return {
    version: 1,
    fleet: bundle.fleet,
    out,
    written: !isCheck,
    hosts: hostViews(generated).map(({ host, before, release, files }) => ({
      host,
      release,
      before,
      changed: files.length,
    })),
    changes: compared.changes,
    kept: compared.kept,
  };
}

interface HostView {
  readonly host: string;
  /** `null`: gone. */
  readonly release: string | null;
  /** `null`: was not there. */
  readonly before: string | null;
  readonly files: readonly BundleChange[];
}

function hostViews({ bundle, compared, folder }: Generated): HostView[] {
  const releases = new Map(bundle.hosts.map(({ host, release }) => [host, release]));
  const manifest = /^([^/]+)\/manifest\.json$/;
  const before = new Map(
    [...folder.listed].flatMap(([path, digest]): [string, string][] => {
      const host = manifest.exec(path)?.[1];
      return host === undefined ? [] : [[host, digest]];
    }),
  );
  return [...new Set([...releases.keys(), ...before.keys()])].sort().map((host) => ({
    host,
    release: releases.get(host) ?? null,
    before: before.get(host) ?? null,
    files: compared.changes.filter(({ path }) => path.startsWith(`${host}/`)),
  }));
}

function releases(before: string | null, after: string | null): string {
  const [from, to] = [before, after].map((release) => release?.slice(0, 7) ?? null);
  if (to === null) return `${from} → none`;
  return from === null || from === undefined || from === to ? (to ?? '') : `${from} → ${to}`;
}

function changesText(files: readonly BundleChange[]): string {
  const parts = (['new', 'changed', 'gone'] as const).flatMap((kind) => {
    const count = files.filter((file) => file.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return parts.length === 0 ? 'no change' : parts.join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
