import type { FleetInput } from '../../../src/model/fleet-input.ts';
import { readInventory } from '../../../src/model/read-inventory.ts';
import { readPreset } from '../../../src/model/read-preset.ts';
import { readRoster } from '../../../src/model/read-roster.ts';
import type { Runtime } from '../../../src/model/runtime.ts';

export const INVENTORY = `apiVersion: mosaic.inventory/v1
hosts:
  w-jarvis: { connection: local }
  dragon-lin: { address: 10.1.10.37, user: jwoltje }
  root-host: { address: 10.1.10.38, user: root }
`;

export const PRESET = `apiVersion: mosaic.preset/v1
name: coding
summary: for tests
orchestrator: { name: mos, role: orchestrator }
agents:
  - { name: coder, role: coder, count: 2 }
roles:
  orchestrator: { instructions: Lead the others. }
  coder:
    instructions: |
      Write code.

      Then stop.
`;

function runtime(name: string, model: Runtime['model']): Runtime {
  const screens = { waiting: [], busy: [], idle: [] };
  return {
    name,
    model,
    summary: '',
    startWithin: 10,
    nativeBeat: false,
    screens,
    input: { refuseStart: [] },
    auth: null,
    permissions: null,
    decide: null,
    harness: null,
    files: {},
  };
}

export const RUNTIMES = [
  runtime('pi', 'required'),
  runtime('echo', 'none'),
  runtime('claude', 'optional'),
  runtime('codex', 'optional'),
];

/** All that a roster is checked against in these tests. */
export function fleetInput(text: string, more: Partial<FleetInput> = {}): FleetInput {
  const roster = readRoster('roster.yaml', text);
  const isKnown = roster.draft?.preset === 'coding';
  return {
    roster,
    inventory: readInventory('inventory/hosts.yaml', INVENTORY),
    preset: isKnown ? readPreset('presets/coding.yaml', PRESET) : null,
    presetNames: ['coding', 'general'],
    runtimes: RUNTIMES,
    files: new Map([['notes.md', 'Ask before you push.\n']]),
    staging: null,
    ...more,
  };
}
