import type { Fleet } from '../model/fleet.ts';
import { hostPaths, objectPath } from '../model/host-paths.ts';
import { nodeVersion } from '../model/needed-harnesses.ts';
import { plainSystemd, quoteExecArgument, quoteExecHomePath } from '../model/quote-systemd.ts';
import { unitName } from '../model/unit-name.ts';
import type { BundleFile } from './bundle-file.ts';
import type { HostPrograms } from './host-programs.ts';
import { renderLaunched } from './launch.ts';
import type { RenderUnit } from './unit-templates.ts';
import type { Unit } from './units.ts';

/** A command line for `ExecStart=`: Node runs a program of ours, with the fleet's root as its first argument. */
export function programCommand(fleet: Fleet, program: BundleFile, args: readonly string[]): string {
  const root = hostPaths.root(fleet.name);
  const paths = [
    hostPaths.node(fleet.name, nodeVersion(fleet)),
    `${root}/${objectPath(program.sha256)}`,
    root,
  ];
  return [...paths.map(quoteExecHomePath), ...args.map(quoteExecArgument)].join(' ');
}

/** Delivers mail to the agents of a host; `null` where no mail can arrive. */
export function courierUnit(fleet: Fleet, brought: HostPrograms | null, render: RenderUnit): Unit | null {
  const program = brought?.programs.courier;
  if (brought === null || program === undefined) return null;
  const { launch, text } = renderLaunched((digest) =>
    render('courier.service.hbs', {
      description: plainSystemd(`mosaic: mail of fleet ${fleet.name}`),
      target: unitName.target(fleet.name),
      command: programCommand(fleet, program, [objectPath(brought.tools.sha256), digest]),
    }),
  );
  return { name: unitName.courier(fleet.name), kind: 'courier', agent: null, launch, text };
}
