import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FleetFolder, fleetFolder } from '../support/fleet-folder.ts';

let folder: FleetFolder;
beforeEach(() => {
  folder = fleetFolder({});
});
afterEach(() => folder.remove());

test('a copy is listed beside the shipped ones, and init takes it', () => {
  expect(folder.fleet('presets', 'copy', 'coding', 'mine').status).toBe(0);
  const mine = folder.read('presets/mine.yaml');
  expect(mine).toContain('\nname: mine\n');
  folder.write('presets/mine.yaml', mine.replace('count: 2', 'count: 3'));
  const { presets } = JSON.parse(folder.fleet('presets', '--json').stdout) as { presets: unknown[] };
  expect(presets).toContainEqual(expect.objectContaining({ name: 'mine', own: true, agents: 6 }));
  expect(folder.fleet('init', '--preset', 'mine', '--name', 'home').stdout).toContain('coder-3');
});

test('a preset of the user stands in for the shipped one of that name', () => {
  folder.fleet('presets', 'copy', 'coding', 'coding');
  folder.write(
    'presets/coding.yaml',
    folder.read('presets/coding.yaml').replace('name: coder', 'name: smith'),
  );
  expect(folder.fleet('presets', 'show', 'coding').stdout).toContain('name: smith');
});

test('nothing is overwritten, and an unknown name is answered with the nearest', () => {
  folder.fleet('presets', 'copy', 'coding', 'mine');
  expect(folder.fleet('presets', 'copy', 'general', 'mine').status).toBe(2);
  expect(folder.read('presets/mine.yaml')).toContain('two coders');
  expect(folder.fleet('presets', 'show', 'codng').stderr).toContain('Did you mean coding?');
  expect(folder.fleet('presets', 'copy', 'coding', '../x').stderr).toContain('is not a name');
});

test('a faulty preset is told as one', () => {
  folder.write('presets/bad.yaml', 'apiVersion: mosaic.preset/v1\nname: bad\nsumary: x\n');
  expect(folder.fleet('presets').stdout).toContain('faulty: mosaic fleet presets show bad');
  const { status, stderr } = folder.fleet('presets', 'show', 'bad');
  expect(status).toBe(2);
  expect(stderr).toContain('presets/bad.yaml:3:1  error  unknown key "sumary"');
});
