import { gunzipSync } from 'node:zlib';
import type { Transport } from '../remote/transport.ts';
import type { Facts } from './facts.ts';
import { hostError } from './fault.ts';
import { parseFacts } from './parse-facts.ts';
import { runScript, type Script } from './run-script.ts';

/** Texts of the scripts that run on hosts. */
export interface HostScripts {
  readonly facts: string;
  readonly recover: string;
  /** Installs one harness. */
  readonly harness: string;
}

const DEADLINE_MS = 30_000;

/**
 * Looks at one fleet on one host, in one exec. `release`: a digest, or `previous`, whose manifest is wanted too.
 * Rejects with a RemoteError, or a HostError when the host has no shell that can tell.
 */
export async function lookAt(
  transport: Transport,
  scripts: HostScripts,
  fleet: string,
  release?: string,
): Promise<Facts> {
  const args = release === undefined ? [] : [release];
  const result = await runScript(transport, {
    ...lookScript(scripts, fleet, ...args),
    deadlineMs: DEADLINE_MS,
  });
  const facts = factsIn(result.stdout, fleet);
  if (facts !== null) return facts;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  const message = `the look at the host broke off (exit ${result.code ?? result.signal})${said === '' ? '' : `: ${said}`}`;
  throw hostError(message, 'the same command again');
}

export function lookScript({ facts }: HostScripts, ...args: readonly string[]): Script {
  return { script: facts, name: 'facts', args };
}

/** What a look printed; `null` when it did not come whole. */
export function factsIn(stdout: Uint8Array, fleet: string): Facts | null {
  return parseFacts(fleet, unpackFacts(stdout));
}

const MOST = 100_000_000;

/** The text that facts.sh printed, packed or not; empty when it did not come whole. */
export function unpackFacts(stdout: Uint8Array): string {
  try {
    const isPacked = stdout[0] === 0x1f && stdout[1] === 0x8b;
    return Buffer.from(isPacked ? gunzipSync(stdout, { maxOutputLength: MOST }) : stdout).toString('utf8');
  } catch {
    return '';
  }
}
