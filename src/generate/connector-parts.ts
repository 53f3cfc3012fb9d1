import { canonicalJson } from '../model/canonical-json.ts';
import type { Connector, ConnectorConfig } from '../model/connector.ts';
import type { Fleet } from '../model/fleet.ts';
import { objectPath } from '../model/host-paths.ts';
import { plainSystemd } from '../model/quote-systemd.ts';
import { unitName } from '../model/unit-name.ts';
import { type BundleFile, objectFile } from './bundle-file.ts';
import type { HostPrograms } from './host-programs.ts';
import { renderLaunched } from './launch.ts';
import { programCommand } from './program-units.ts';
import type { RenderUnit } from './unit-templates.ts';
import { credentialView, type Unit } from './units.ts';

/** A connector, what it is told, and its unit. */
export interface ConnectorParts {
  readonly connector: Connector;
  readonly config: BundleFile;
  readonly unit: Unit;
}

/** The connectors of a host, sorted by name. */
export function connectorParts(
  fleet: Fleet,
  host: string,
  brought: HostPrograms | null,
  render: RenderUnit,
): readonly ConnectorParts[] {
  if (brought === null) return [];
  return fleet.connectors
    .filter((connector) => connector.host === host)
    .map((connector) => {
      const path = `connectors/${connector.name}.json`;
      const config = objectFile(path, canonicalJson(configOf(fleet.name, connector)));
      return { connector, config, unit: connectorUnit(fleet, connector, config, brought, render) };
    });
}

function configOf(fleet: string, connector: Connector): ConnectorConfig {
  const { name, kind, host, agent, server, channel, mention, token, api } = connector;
  const { allow, owners } = connector;
  return { version: 1, fleet, host, name, kind, agent, server, channel, allow, owners, mention, token, api };
}

function connectorUnit(
  fleet: Fleet,
  { name, kind, token }: Connector,
  config: BundleFile,
  brought: HostPrograms,
  render: RenderUnit,
): Unit {
  const program = brought.programs[`connector-${kind}`];
  if (program === undefined) throw new Error(`the program of ${kind} was not loaded`);
  const { launch, text } = renderLaunched((digest) =>
    render('connector.service.hbs', {
      description: plainSystemd(`mosaic: connector ${name} of fleet ${fleet.name}`),
      target: unitName.target(fleet.name),
      command: programCommand(fleet, program, [
        objectPath(brought.tools.sha256),
        objectPath(config.sha256),
        digest,
      ]),
      credential: credentialView(fleet.name, token),
    }),
  );
  return { name: unitName.connector(fleet.name, name), kind: 'connector', agent: null, launch, text };
}
