import type { Host } from '../model/host.ts';
import { HOST_KEY_TYPES, type HostKey, parseHostKey } from '../model/host-key.ts';
import { quoteSh } from '../model/quote-sh.ts';
import { signaturesOf } from './signatures.ts';

/** Where one connection keeps its files; paths of plain characters, short enough for a socket. */
export interface RuntimePaths {
  readonly socket: string;
  /** known_hosts with the pinned keys. */
  readonly pinned: string;
  /** known_hosts that a scan writes. */
  readonly offered: string;
  readonly log: string;
  /** `jumpLog-NAME` for each jump host. */
  readonly jumpLog: string;
}

export interface MasterWish {
  /** Lets ssh ask on the terminal. */
  readonly ask: boolean;
  readonly keepaliveMs: number;
}

/** Logs in, opens the control socket, and goes on in the background: its exit code 0 says that it is ready. */
export function masterArgs(host: Host, paths: RuntimePaths, wish: MasterWish): readonly string[] {
  const options = [
    `BatchMode=${wish.ask ? 'no' : 'yes'}`,
    ...sharedOptions(wish.keepaliveMs),
    ...keyOptions(host, paths),
    ...wayOptions(host, paths, wish),
    'ControlMaster=yes',
    `ControlPath=${paths.socket}`,
    'ControlPersist=no',
  ];
  return ['-f', '-N', '-T', '-a', '-x', '-E', paths.log, ...dashO(options), ...destination(host)];
}

/** Goes as far as the host's key, and writes it to `paths.offered`. */
export function scanArgs(host: Host, paths: RuntimePaths, wish: MasterWish): readonly string[] {
  const options = [
    'BatchMode=yes',
    'PreferredAuthentications=none',
    'StrictHostKeyChecking=no',
    ...onlyFrom(host, paths.offered),
    'HashKnownHosts=no',
    `HostKeyAlgorithms=${HOST_KEY_TYPES.flatMap(signaturesOf).join(',')}`,
    ...sharedOptions(wish.keepaliveMs),
    ...wayOptions(host, paths, wish),
    'ControlPath=none',
  ];
  return ['-N', '-T', '-a', '-x', '-E', paths.log, ...dashO(options), ...destination(host)];
}

// Without configuration, and with a way that leads nowhere: a session is the master's, or none at all.
const CLIENT = ['-F', 'none', '-o', 'ProxyCommand=false', '-o', 'LogLevel=ERROR', '-a', '-x'];

/** One command in a session of the master. */
export function execArgs({ socket }: RuntimePaths, command: string): readonly string[] {
  return [...CLIENT, '-T', '-S', socket, '--', 'master', command];
}

/** One command on a terminal, in a session of the master; what ssh has to say goes to `log`. */
export function attachArgs({ socket }: RuntimePaths, log: string, command: string): readonly string[] {
  return [...CLIENT, '-tt', '-e', 'none', '-E', log, '-S', socket, '--', 'master', command];
}

export function controlArgs({ socket }: RuntimePaths, verb: 'check' | 'exit'): readonly string[] {
  return [...CLIENT, '-S', socket, '-O', verb, '--', 'master'];
}

/** known_hosts with the keys that the inventory pins, for the host and its jump hosts, by their names. */
export function pinnedKeys(host: Host): string {
  const rest = host.jump === null ? '' : pinnedKeys(host.jump);
  const key = pinOf(host);
  return key === null ? rest : `${host.name} ${key.type} ${key.key}\n${rest}`;
}

export function pinOf(host: Host): HostKey | null {
  return host.hostKey === null ? null : parseHostKey(host.hostKey);
}

function sharedOptions(keepaliveMs: number): readonly string[] {
  return [
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'ClearAllForwardings=yes',
    'RemoteCommand=none',
    'LogLevel=DEBUG1',
    `ServerAliveInterval=${Math.max(1, Math.ceil(keepaliveMs / 1000))}`,
    'ServerAliveCountMax=3',
  ];
}

/** Without a pin, the operator's own known_hosts decides. */
function keyOptions(host: Host, { pinned }: RuntimePaths): readonly string[] {
  const key = pinOf(host);
  if (key === null) return [];
  return [...onlyFrom(host, pinned), `HostKeyAlgorithms=${signaturesOf(key.type).join(',')}`];
}

function onlyFrom(host: Host, file: string): readonly string[] {
  return [
    `HostKeyAlias=${host.name}`,
    `UserKnownHostsFile=${file}`,
    'GlobalKnownHostsFile=/dev/null',
    // Younger than some ssh that are in use.
    'IgnoreUnknown=KnownHostsCommand',
    'KnownHostsCommand=none',
    'VerifyHostKeyDNS=no',
  ];
}

/** Without a jump host in the inventory, ssh_config decides. */
function wayOptions({ jump }: Host, paths: RuntimePaths, wish: MasterWish): readonly string[] {
  return jump === null ? [] : [`ProxyCommand=${jumpCommand(jump, paths, wish)}`];
}

/** The shell command that passes bytes on from a jump host. ssh expands %h and %p, and takes %% for a %. */
function jumpCommand(jump: Host, paths: RuntimePaths, wish: MasterWish): string {
  const options = [
    `BatchMode=${wish.ask ? 'no' : 'yes'}`,
    ...sharedOptions(wish.keepaliveMs),
    ...keyOptions(jump, paths),
    ...wayOptions(jump, paths, wish),
    'ControlPath=none',
  ];
  const log = `${paths.jumpLog}-${jump.name}`;
  const words = ['-T', '-a', '-x', '-E', log, ...dashO(options)];
  const quoted = [...words, ...destination(jump)].map((word) => quoteSh(word).replaceAll('%', '%%'));
  return ['ssh', '-W', "'[%h]:%p'", ...quoted].join(' ');
}

function destination({ connection, user, port, identity, address }: Host): readonly string[] {
  const isConfigured = connection === 'openssh' && port === 22;
  return [
    ...(user === null ? [] : ['-l', user]),
    ...(isConfigured ? [] : ['-p', `${port}`]),
    ...(identity === null ? [] : dashO(['IdentitiesOnly=yes', `IdentityFile=${configWord(identity)}`])),
    '--',
    address,
  ];
}

function dashO(options: readonly string[]): readonly string[] {
  return options.flatMap((option) => ['-o', option]);
}

/** One word of ssh_config, in which ssh expands %. */
function configWord(word: string): string {
  return `"${word.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`;
}
