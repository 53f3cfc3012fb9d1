import { spawn } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestAgent } from '../../model/bundle.ts';
import type { Trace } from '../../model/decide-typing.ts';
import type { Mail } from '../../model/mail.ts';
import { integerOf, parseRecord } from '../../model/record.ts';
import { parseSend, type SendOutcome } from '../../model/send-outcome.ts';
import type { Here } from '../here.ts';
import { runTool } from '../run-tool.ts';

// Goes on when who started it is gone, so it takes the text as its own, under a lock that it keeps to its end: what comes late, to a text
// that was taken or is there no more, types nothing. What `send` says lies in a file, where the next courier finds it.
const SEND = `
exec 8<"$4" || exit
flock -n 8 && [ "$4" -ef /proc/self/fd/8 ] && mv -f "$4" "$5" || exit
sh "$1" "$2" "$3" 0 <&8 >"$6.part" 2>/dev/null
mv -f "$6.part" "$6"`;

// Takes the text back; not 0 while somebody types it.
const TAKE_BACK = `
for text; do
  if [ -e "$text" ]; then
    exec 8<"$text"
    flock -n 8 || exit 1
    rm -f "$text"
  fi
done`;

/** Milliseconds that tracing, and an answer, may take. */
const DEADLINE_MS = 40_000;

/** Where a mail's text is before it is typed and while it is, and what became of it. */
function papers(tmp: string, id: string) {
  const [text, taken, said] = ['text', 'taken', 'said'].map((ending) => join(tmp, `${id}.${ending}`));
  return { text, taken, said } as { readonly text: string; readonly taken: string; readonly said: string };
}

/**
 * Types a mail by send.sh, which goes on to its end whatever becomes of this process. Resolves when that is done, or never, once
 * `signal` was given. `saidOf` tells what became of it.
 */
export async function typeMail(
  here: Here,
  agent: ManifestAgent,
  mail: Mail,
  tmp: string,
  signal: AbortSignal,
): Promise<void> {
  const { text, taken, said } = papers(tmp, mail.id);
  await rm(said, { force: true });
  // Whole before anybody reads it: a pipe would be cut off with us, and half a text typed.
  await writeFile(text, mail.text, { mode: 0o600 });
  const args = [join(here.root, here.tools.send), here.root, agent.environment, text, taken, said];
  await new Promise<void>((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', SEND, 'mosaic', ...args], { detached: true, stdio: 'ignore' });
    const leave = () => child.unref();
    signal.addEventListener('abort', leave, { once: true });
    child.on('error', reject);
    child.on('close', () => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}

/** The word of `send` about a mail; `null`: there is none. */
export async function saidOf(tmp: string, id: string): Promise<SendOutcome | null> {
  const text = await readFile(papers(tmp, id).said, 'utf8').catch(() => null);
  return text === null ? null : parseSend(text);
}

/** Makes sure that nobody types a mail any more, however late; `false`: somebody does. */
export function takeBack(tmp: string, id: string): Promise<boolean> {
  const { text, taken } = papers(tmp, id);
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', TAKE_BACK, 'mosaic', text, taken], { stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

export async function forgetTyping(tmp: string, id: string): Promise<void> {
  const { text, taken, said } = papers(tmp, id);
  for (const path of [text, taken, said, `${said}.part`]) await rm(path, { force: true });
}

/** Removes what an earlier courier left of mails that are not being typed. */
export async function forgetOthers(tmp: string, isTyping: (id: string) => boolean): Promise<void> {
  for (const name of await readdir(tmp)) {
    const id = /^([0-9a-f]{32})\.(text|taken|said|said\.part|answer)$/.exec(name)?.[1];
    if (id !== undefined && !isTyping(id)) await rm(join(tmp, name), { force: true });
  }
}

/** What can be found out of a mail that was being typed, and what the agent's screen shows. */
export async function traceMail(here: Here, agent: ManifestAgent, id: string): Promise<Trace> {
  const { stdout } = await runTool(here, 'trace', [here.root, agent.environment, id], {
    deadlineMs: DEADLINE_MS,
  });
  const record = parseRecord(stdout.toString('utf8'));
  const screens = ['idle', 'busy', 'waiting', 'none'] as const;
  const seen = record['seen'];
  return {
    // Without its last line it was cut off, and tells nothing.
    locked: record['screen'] === undefined,
    seen: seen === '1' ? true : seen === '0' ? false : null,
    turn: integerOf(record, 'turn'),
    screen: screens.find((screen) => screen === record['screen']) ?? 'unknown',
  };
}

/** The answer of a turn, or why it cannot be read. */
export async function answerOf(
  here: Here,
  agent: ManifestAgent,
  turn: number,
): Promise<{ readonly text: string } | { readonly why: string }> {
  const end = await runTool(here, 'answer', [here.root, agent.environment, String(turn)], {
    deadlineMs: DEADLINE_MS,
  });
  if (end.code === 0) return { text: end.stdout.toString('utf8') };
  return { why: end.stderr.split('\n').slice(-3).join(' ').slice(0, 300) || 'it said nothing' };
}
