import { basename } from 'node:path';
import { asName, FLEET_NAME } from '../../model/names.ts';
import { knownHint } from '../../model/nearest.ts';
import { cliError, EXIT } from '../cli-error.ts';
import { type ConnectorFlag, parseConnectorFlag } from '../connector/connector-flag.ts';
import { type NamedHost, parseHostFlag, requireName } from '../host-flag.ts';

/** What the user said on the command line; `null` where nothing. */
export interface InitFlags {
  readonly preset: string | null;
  readonly fleet: string | null;
  readonly hosts: readonly NamedHost[];
  readonly orchestrator: { readonly name: string | null; readonly host: string | null };
  readonly runtime: string | null;
  readonly connectors: readonly ConnectorFlag[];
}

export interface InitOptions {
  readonly preset?: string | undefined;
  readonly name?: string | undefined;
  readonly host?: readonly string[] | undefined;
  readonly orchestrator?: string | undefined;
  readonly runtime?: string | undefined;
  readonly connector?: readonly string[] | undefined;
}

/** Checks all flags. Throws a CliError that says what is valid. */
export function readInitFlags(
  options: InitOptions,
  known: { readonly presets: readonly string[]; readonly runtimes: readonly string[] },
): InitFlags {
  const { preset = null, name: fleet = null, runtime = null } = options;
  if (preset !== null) requireKnown('--preset', preset, known.presets);
  if (runtime !== null) requireKnown('--runtime', runtime, known.runtimes);
  if (fleet !== null && !FLEET_NAME.test(fleet)) throw wrongFleet(fleet);
  const [name = null, host = null] = options.orchestrator?.split('@') ?? [];
  if (name !== null && name !== '') requireName(name, '--orchestrator');
  if (host !== null) requireName(host, '--orchestrator');
  const hosts = (options.host ?? []).map(parseHostFlag);
  const connectors = (options.connector ?? []).map((flag) => parseConnectorFlag(flag, '--connector'));
  return {
    preset,
    fleet,
    hosts,
    orchestrator: { name: name === '' ? null : name, host },
    runtime,
    connectors,
  };
}

function requireKnown(flag: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw cliError({
    message: `${flag} ${value} is unknown`,
    next: { valid: knownHint(value, known) },
    exitCode: EXIT.usage,
  });
}

function wrongFleet(name: string) {
  const valid = 'small letters, digits and hyphens, at most 40, without the words "agent" and "connector"';
  return cliError({
    message: `--name: "${name}" is not a fleet's name`,
    next: { valid },
    exitCode: EXIT.usage,
  });
}

/** A fleet is named after its directory, where that can be. */
export function fleetNameFor(dir: string): string {
  const name = asName(basename(dir))?.slice(0, 40).replace(/-+$/, '') ?? '';
  return FLEET_NAME.test(name) ? name : 'home';
}
