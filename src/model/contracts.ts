import * as z from 'zod';
import { decideSchema, lifecycleSchema, logLineSchema, sendSchema, statusSchema } from './contract-agent.ts';
import {
  connectorAddSchema,
  connectorListSchema,
  connectorPairSchema,
  connectorRestartSchema,
  connectorRmSchema,
  connectorTestSchema,
} from './contract-connector.ts';
import { deploySchema, historySchema, planSchema, verifySchema } from './contract-deploy.ts';
import { failureSchema } from './contract-failure.ts';
import {
  generateSchema,
  initSchema,
  presetsCopySchema,
  presetsSchema,
  runtimesSchema,
} from './contract-files.ts';
import { harnessListSchema, harnessLockSchema } from './contract-harness.ts';
import { hostAddSchema, hostListSchema, hostRmSchema, hostTrustSchema } from './contract-inventory.ts';
import { labDownSchema, labHostsSchema, labListSchema, labUpSchema } from './contract-lab.ts';
import { mailSchema } from './contract-mail.ts';
import { installSchema, unlockSchema } from './contract-prepare.ts';
import { psSchema } from './contract-ps.ts';
import { secretListSchema, secretRmSchema, secretSetSchema, secretShareSchema } from './contract-secret.ts';
import { presetSchema } from './written-preset.ts';

/** Everything that `--json` prints, by the name of its file in docs/schema/. */
export const contracts = {
  failure: failureSchema,
  init: initSchema,
  presets: presetsSchema,
  'presets-copy': presetsCopySchema,
  preset: presetSchema,
  'host-add': hostAddSchema,
  'host-list': hostListSchema,
  'host-rm': hostRmSchema,
  'host-trust': hostTrustSchema,
  'secret-list': secretListSchema,
  'secret-rm': secretRmSchema,
  'secret-set': secretSetSchema,
  'secret-share': secretShareSchema,
  'connector-add': connectorAddSchema,
  'connector-rm': connectorRmSchema,
  'connector-list': connectorListSchema,
  'connector-test': connectorTestSchema,
  'connector-pair': connectorPairSchema,
  'connector-restart': connectorRestartSchema,
  runtimes: runtimesSchema,
  'harness-list': harnessListSchema,
  'harness-lock': harnessLockSchema,
  generate: generateSchema,
  plan: planSchema,
  deploy: deploySchema,
  verify: verifySchema,
  install: installSchema,
  history: historySchema,
  unlock: unlockSchema,
  ps: psSchema,
  status: statusSchema,
  lifecycle: lifecycleSchema,
  'log-line': logLineSchema,
  send: sendSchema,
  mail: mailSchema,
  decide: decideSchema,
  'lab-up': labUpSchema,
  'lab-down': labDownSchema,
  'lab-list': labListSchema,
  'lab-hosts': labHostsSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type ContractName = keyof typeof contracts;

/** What each command prints with `--json` when it does its work. None: it is a terminal, and refuses `--json`. */
export const commandContracts: Readonly<Record<string, readonly ContractName[]>> = {
  'fleet init': ['init'],
  'fleet presets': ['presets'],
  'fleet presets show': ['preset'],
  'fleet presets copy': ['presets-copy'],
  'fleet host add': ['host-add'],
  'fleet host rm': ['host-rm'],
  'fleet host list': ['host-list'],
  'fleet host trust': ['host-trust'],
  'fleet secret set': ['secret-set'],
  'fleet secret list': ['secret-list'],
  'fleet secret rm': ['secret-rm'],
  'fleet secret rotate': ['secret-set'],
  'fleet secret test': ['secret-list'],
  'fleet secret share': ['secret-share'],
  'fleet connector add': ['connector-add'],
  'fleet connector rm': ['connector-rm'],
  'fleet connector list': ['connector-list'],
  'fleet connector test': ['connector-test'],
  'fleet connector pair': ['connector-pair'],
  'fleet connector restart': ['connector-restart'],
  'fleet runtimes': ['runtimes'],
  'fleet harness list': ['harness-list'],
  'fleet harness lock': ['harness-lock'],
  'fleet generate': ['generate'],
  'fleet plan': ['plan'],
  'fleet deploy': ['deploy', 'plan'],
  'fleet verify': ['verify'],
  'fleet install': ['install'],
  'fleet rollback': ['deploy', 'plan'],
  'fleet history': ['history'],
  'fleet unlock': ['unlock'],
  'fleet ps': ['ps'],
  'fleet watch': ['ps'],
  'fleet status': ['status', 'ps'],
  'fleet start': ['lifecycle'],
  'fleet stop': ['lifecycle'],
  'fleet restart': ['lifecycle'],
  'fleet logs': ['log-line'],
  'fleet attach': [],
  'fleet send': ['send'],
  'fleet mail': ['mail'],
  'fleet approve': ['decide'],
  'fleet deny': ['decide'],
  'fleet login': [],
  'lab up': ['lab-up'],
  'lab down': ['lab-down'],
  'lab list': ['lab-list'],
  'lab ssh': [],
  'lab kill': ['lab-hosts'],
  'lab boot': ['lab-hosts'],
  'lab freeze': ['lab-hosts'],
  'lab thaw': ['lab-hosts'],
  'lab partition': ['lab-hosts'],
  'lab heal': ['lab-hosts'],
};

/** The JSON Schema of a contract; text with a last newline. */
export function contractJsonSchema(name: ContractName): string {
  return `${JSON.stringify(z.toJSONSchema(contracts[name], { io: 'input' }), null, 2)}\n`;
}
