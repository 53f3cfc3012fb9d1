import type { Fleet } from './fleet.ts';

/** Programs of ours that run on hosts, each in one file: what each is made from, relative to the package. */
export const PROGRAM_ENTRIES = {
  'chat-mcp': 'src/host/mcp/main.ts',
  'connector-discord': 'src/host/discord/main.ts',
  courier: 'src/host/courier/main.ts',
} as const;

export type ProgramName = keyof typeof PROGRAM_ENTRIES;

/** In a fixed order. */
export const PROGRAMS = Object.keys(PROGRAM_ENTRIES) as readonly ProgramName[];

/** The programs that a host of the fleet runs: none, unless something of the roster asks for one. */
export function programsOn(fleet: Fleet, host: string): readonly ProgramName[] {
  const kinds = fleet.connectors.filter((connector) => connector.host === host).map(({ kind }) => kind);
  const isMail = fleet.mail && fleet.agents.some((agent) => agent.host === host);
  const used = new Set<ProgramName>([
    ...(kinds.length > 0 ? (['chat-mcp', 'courier'] as const) : []),
    ...kinds.map((kind) => `connector-${kind}` as const),
    ...(isMail ? (['courier'] as const) : []),
  ]);
  return PROGRAMS.filter((name) => used.has(name));
}

/** The programs that any host of the fleet runs. */
export function programsOf(fleet: Fleet): readonly ProgramName[] {
  const used = new Set(fleet.hosts.flatMap(({ name }) => programsOn(fleet, name)));
  return PROGRAMS.filter((name) => used.has(name));
}
