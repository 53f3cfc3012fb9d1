import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ledgerLine } from '../../src/model/ledger.ts';
import type { MailState } from '../../src/model/mail.ts';
import { checkPairingCode, hashPairingCode, pairingSchema } from '../../src/model/pairing-code.ts';

const folder = join(import.meta.dirname, '../../templates/sh');
const UNIT = '.local/share/mosaic/home/current/systemd/mosaic-home-connector-chat.service';
const STATE = '.local/state/mosaic/home';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-connector-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text, { mode });
}

function run(script: string, args: readonly string[], input = '') {
  const env = { ...process.env, HOME: home };
  const { status, stdout } = spawnSync('sh', [join(folder, script), ...args], {
    env,
    input,
    encoding: 'utf8',
  });
  return { status, stdout };
}

test('a code is awaited as the connector reads it; only its hash lies there', () => {
  put(UNIT, '');
  const code = 'ABCDE-FGHJK';
  const hash = hashPairingCode('5a17', code);
  const { status, stdout } = run('pair.sh', ['home', 'chat', '900'], `5a17 ${hash}\n`);
  expect(status).toBe(0);
  const text = readFileSync(join(home, STATE, 'connectors/chat/pairing.json'), 'utf8');
  expect(text).not.toContain('ABCDE');
  const pairing = pairingSchema.parse(JSON.parse(text));
  expect(pairing.expires).toBe(Number(stdout) * 1000);
  const at = pairing.expires - 1000;
  expect(checkPairingCode(pairing, 'abcde fghjk', at)).toBe('right');
  expect(checkPairingCode(pairing, 'abcde fghjm', at)).toBe('wrong');
  expect(checkPairingCode(pairing, code, pairing.expires + 1)).toBe('late');
});

test('no code for a connector that is not deployed, and none of other letters', () => {
  expect(run('pair.sh', ['home', 'chat', '900'], '5a17 ff\n').status).toBe(66);
  put(UNIT, '');
  expect(run('pair.sh', ['home', 'chat', '900'], '5a17 f"}\n').status).toBe(65);
  expect(existsSync(join(home, STATE))).toBe(false);
});

test('the check runs the program of the unit, as the unit would, with the token where it lies', () => {
  const node = '.local/share/mosaic/home/harness/node/1/bin/node';
  put(node, '#!/bin/sh\nprintf "%s\\n" "$CREDENTIALS_DIRECTORY" "$@"\n', 0o755);
  const root = '"%h/.local/share/mosaic/home"';
  const words = [
    `"%h/${node}"`,
    '"%h/.local/share/mosaic/home/objects/p"',
    root,
    '"objects/t"',
    '"objects/c"',
  ];
  put(UNIT, `[Service]\nExecStart=${words.join(' ')} "0123456789abcdef"\nRestart=always\n`);
  const { status, stdout } = run('connector-check.sh', ['home', 'chat']);
  expect(status).toBe(0);
  expect(stdout.trim().split('\n')).toEqual([
    `${home}/.config/mosaic/home/credentials/current`,
    `${home}/.local/share/mosaic/home/objects/p`,
    `${home}/.local/share/mosaic/home`,
    'objects/t',
    'objects/c',
    'check',
  ]);
  rmSync(join(home, node));
  expect(run('connector-check.sh', ['home', 'chat']).status).toBe(69);
  expect(run('connector-check.sh', ['home', 'other']).status).toBe(66);
});

const ID = 'a'.repeat(32);

function line(state: MailState, why = '', id = ID): string {
  return ledgerLine({ id, key: 'k', at: 1, state, why, turn: null, conversation: null });
}

test('a mail is handed over whole, and its answer comes back as it is', async () => {
  put(`${STATE}/ledger/mos.jsonl`, '');
  const child = spawn('sh', [join(folder, 'mail-trip.sh'), 'home', 'mos', ID, '60'], {
    env: { ...process.env, HOME: home },
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.end('{"a mail":1}');
  const mail = join(home, STATE, 'mail/mos/new', `${ID}.json`);
  await vi.waitUntil(() => existsSync(mail), { timeout: 10_000 });
  expect(readFileSync(mail, 'utf8')).toBe('{"a mail":1}');
  expect(readdirSync(join(home, STATE, 'mail/mos/tmp'))).toEqual([]);
  put(`${STATE}/mail/mos/answers/${ID}`, 'ready\n\nall of it');
  // Neither another mail's end, nor a reason that looks like one, is an end.
  const held = line('held', '{"id":"x","state":"answered"}');
  put(`${STATE}/ledger/mos.jsonl`, `${line('answered', '', 'b'.repeat(32))}${held}${line('answered')}`);
  expect(await ended).toBe(0);
  expect(said).toBe(`${line('answered')}ready\n\nall of it`);
});

test('what has no end in time says how far it came', () => {
  put(`${STATE}/ledger/mos.jsonl`, line('held', 'it waits; {"id":"x","state":"failed"}'));
  expect(run('mail-trip.sh', ['home', 'mos', ID, '0'], '{}').stdout).toBe(
    line('held', 'it waits; {"id":"x","state":"failed"}'),
  );
  expect(run('mail-trip.sh', ['home', 'other', ID, '0'], '{}').stdout).toBe('\n');
});

test('a connector that is not here is not started again', () => {
  expect(run('connector-restart.sh', ['home', 'chat', 'ann', 'desk']).status).toBe(66);
});

test('a restart is asked of systemd, and noted', () => {
  put(UNIT, '');
  put(`${STATE}/audit.log`, '');
  put('bin/systemctl', `#!/bin/sh\necho "$@"\n`, 0o755);
  const env = { ...process.env, HOME: home, PATH: `${home}/bin:${process.env['PATH']}` };
  const args = [join(folder, 'connector-restart.sh'), 'home', 'chat', 'ann', 'desk'];
  const { status, stdout } = spawnSync('sh', args, { env, encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '--user restart mosaic-home-connector-chat.service\n']);
  expect(readFileSync(join(home, STATE, 'audit.log'), 'utf8')).toMatch(
    /^at=\d+ act=restart from=- to=- by=ann where=desk why=connector chat\n$/,
  );
});
