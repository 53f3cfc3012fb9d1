import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { missingForSshd, type Sshd, startSshd } from '../../remote/sshd.ts';
import { type FleetFolder, fleetFolder } from '../support/fleet-folder.ts';

const missing = missingForSshd();
let sshd: Sshd;
let folder: FleetFolder;

beforeAll(async () => {
  if (missing === null) sshd = await startSshd();
});
afterAll(() => sshd?.stop());
beforeEach(() => {
  folder = fleetFolder({ 'inventory/hosts.yaml': INVENTORY });
});
afterEach(() => folder.remove());

const INVENTORY = `# mine
apiVersion: mosaic.inventory/v1
hosts:
  here: { connection: local }   # this one
`;

function target(): string {
  return `${sshd.host.user}@127.0.0.1:${sshd.host.port}`;
}

test.skipIf(missing !== null)('add shows the key that the host offers, and pins it; the rest stays', () => {
  const { status, stdout, stderr } = folder.fleet('host', 'add', 'box', target(), '--yes');
  expect([status, stdout]).toEqual([0, 'added  box to inventory/hosts.yaml\ntrusted  box\n']);
  const shown = execFileSync('ssh-keygen', ['-lf', `${sshd.folder}/host_ed25519.pub`], { encoding: 'utf8' });
  expect(stderr).toContain(shown.split(' ')[1]);
  const { address, port, user, hostKey } = sshd.host;
  const added = `  box:\n    address: ${address}\n    port: ${port}\n    user: ${user}\n    hostKey: ${hostKey}\n`;
  expect(folder.read('inventory/hosts.yaml')).toBe(INVENTORY + added);
});

test.skipIf(missing !== null)('trust asks, and a script must say --yes', () => {
  folder.write(
    'inventory/hosts.yaml',
    `${INVENTORY}  box: { address: 127.0.0.1, port: ${sshd.host.port} }\n`,
  );
  const asked = folder.fleet('host', 'trust', 'box');
  expect([asked.status, asked.stdout]).toEqual([2, '']);
  expect(folder.read('inventory/hosts.yaml')).not.toContain('hostKey');
  expect(folder.fleet('host', 'trust', 'box', '--yes').stdout).toBe('trusted  box\n');
  expect(folder.fleet('host', 'trust', 'box', 'here').stdout).toBe(
    'trusted  box, as before\nlocal  here needs no key\n',
  );
});

test.skipIf(missing !== null)(
  'a key that changed is shown beside the pinned one, and --yes does not replace it',
  () => {
    const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChlfKKUDBSp0LF5v4uTQaZPRVv3ROr9GQl0R0QLR';
    const text = `${INVENTORY}  box: { address: 127.0.0.1, port: ${sshd.host.port}, hostKey: ${other} }\n`;
    folder.write('inventory/hosts.yaml', text);
    const { status, stderr } = folder.fleet('host', 'trust', 'box', '--yes');
    expect(status).toBe(1);
    expect(stderr).toContain('is not the pinned one');
    expect(folder.read('inventory/hosts.yaml')).toBe(text);
  },
);

test('a host that does not answer is added without a key, and the error says so', () => {
  const { status, stderr } = folder.fleet('host', 'add', 'box', 'me@127.0.0.1:1', '--yes');
  expect(status).toBe(1);
  expect(stderr).toContain('box was added, but its key is not pinned');
  expect(stderr).toContain('mosaic fleet host trust box');
});

test('list, rm, and what they refuse', () => {
  folder.write(
    'roster.yaml',
    'apiVersion: mosaic.fleet/v1\nfleet: home\norchestrator: { name: mos, host: here }\n',
  );
  expect(folder.fleet('host', 'list').stdout).toBe(
    'HOST  REACHED  KEY  AGENTS\nhere  local              1\n',
  );
  const refused = folder.fleet('host', 'rm', 'here');
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('here carries mos')]);
  folder.write('roster.yaml', 'fleet: home\n');
  expect(folder.fleet('host', 'rm', 'here').status).toBe(0);
  expect(folder.read('inventory/hosts.yaml')).toBe('# mine\napiVersion: mosaic.inventory/v1\nhosts: {}\n');
  expect(folder.fleet('host', 'rm', 'her').stderr).toContain('unknown host "her"');
});

test('a faulty inventory is never edited', () => {
  folder.write('inventory/hosts.yaml', `${INVENTORY}  box: { adress: x }\n`);
  const { status, stderr } = folder.fleet('host', 'add', 'new', 'a@b', '--yes');
  expect(status).toBe(2);
  expect(stderr).toContain('Did you mean address?');
});
