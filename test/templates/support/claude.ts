import { symlinkSync } from 'node:fs';
import { join } from 'node:path/posix';
import { onTestFinished } from 'vitest';
import { realClaude } from '../../support/harness/claude.ts';
import { type ModelServer, startModelServer } from '../../support/model/server.ts';
import { screen } from './conversation.ts';
import { readRecord, type Stage, stage, startAgent } from './stage.ts';
import { until } from './until.ts';

/** `null`: it cannot be had here. */
export const claude = realClaude();

export interface ClaudeStage extends Stage {
  readonly model: ModelServer;
}

export interface ClaudeOptions {
  readonly workdir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly more?: Readonly<Record<string, string>>;
}

/** An agent of the real Claude Code in a home of its own, before a model of ours. */
export async function claudeStage(options: ClaudeOptions = {}): Promise<ClaudeStage> {
  const model = await startModelServer();
  onTestFinished(() => model.close());
  const at = stage({
    runtime: 'claude',
    workdir: options.workdir ?? '~/work',
    env: {
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: 'key-of-nobody-0123456789',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_MAX_RETRIES: '1',
      IS_SANDBOX: '1',
      ...options.env,
    },
    more: { MOSAIC_HARNESS: 'harness', MOSAIC_PERMISSIONS: 'manual', ...options.more },
  });
  symlinkSync(claude ?? '/nonexistent', join(at.root, 'harness'));
  return { ...at, model };
}

export const hookOf = (at: Stage) => readRecord(at.state, 'hook');

/** Starts it, and awaits its composer. */
export async function startedClaude(at: Stage) {
  const running = startAgent(at);
  await until(
    'Claude Code stands at its composer',
    () => {
      const { pid } = readRecord(at.run, 'run');
      return (
        pid !== undefined && hookOf(at)['state'] === 'idle' && screen(at).some((line) => /^❯.?$/.test(line))
      );
    },
    60,
  );
  return running;
}

/** Awaits a state in the hook record. */
export function untilState(at: Stage, state: string) {
  return until(
    `the hook says ${state}`,
    () => {
      const record = hookOf(at);
      return record['state'] === state && record;
    },
    60,
  );
}
