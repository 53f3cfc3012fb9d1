import { expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { asText, bundleOf, unitTexts } from './support/bundles.ts';
import { agent, fleetOf, sources } from './support/fleets.ts';

const secrets = { B_KEY: 'other', API_KEY: 'api-key', AGAIN: 'api-key' };
const fleet = {
  ...fleetOf('home', [
    agent('mos', 'alpha', { orchestrator: true, env: { CI: '1' }, secrets }),
    agent('plain', 'alpha'),
  ]),
  secrets: {
    'api-key': { kind: 'command', command: 'pass show where/it/is' },
    other: { kind: 'env', variable: 'WHERE_IT_IS' },
  },
} as const;
const bundle = bundleOf(fleet);

test('the unit of an agent names its own credentials, each once', () => {
  const [host] = bundle.hosts;
  const units = host === undefined ? {} : unitTexts(host);
  const lines = (units['mosaic-home-agent-mos.service'] ?? '').match(/^LoadCredential=.*$/gm);
  expect(lines).toEqual([
    'LoadCredential=api-key:%h/.config/mosaic/home/credentials/current/api-key',
    'LoadCredential=other:%h/.config/mosaic/home/credentials/current/other',
  ]);
  expect(units['mosaic-home-agent-plain.service']).not.toContain('Credential');
});

test('the harness is given references, the manifest names them, the review shows them', () => {
  const [host] = bundle.hosts;
  expect(host?.artifacts.find(({ path }) => path === 'agents/mos/variables.sh')?.content).toBe(
    "export CI='1'\nexport_secret AGAIN 'api-key'\nexport_secret API_KEY 'api-key'\nexport_secret B_KEY 'other'\n",
  );
  expect(host?.manifest.agents.map(({ secrets: own }) => own)).toEqual([secrets, {}]);
  expect(bundle.review).toContain('`API_KEY=secret:api-key`');
});

test('where a value is found is nobody’s business but the operator’s', () => {
  expect(asText(bundle)).not.toMatch(/where\/it\/is|WHERE_IT_IS/);
});

test('a unit template of one’s own cannot leave them out', () => {
  const own = (sources.units['agent.service.hbs'] ?? '').replace(
    /\{\{#each credentials\}\}[\s\S]*?\{\{\/each\}\}\n/,
    '',
  );
  const result = generate(fleet, { ...sources, units: { ...sources.units, 'agent.service.hbs': own } });
  expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
    'templates/systemd/agent.service.hbs: never uses {{credentials}}',
  ]);
});
