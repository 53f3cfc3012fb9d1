import { expect, test } from 'vitest';
import { agentOfUnit, connectorOfUnit, isUnitOf, unitName } from '../../src/model/unit-name.ts';

test.each(['mos', 'a-connector-b', 'x-agent-y'])('the units of %s are read as what they are', (name) => {
  const agent = unitName.agent('my-home', name);
  const connector = unitName.connector('my-home', name);
  expect([agentOfUnit(agent), connectorOfUnit(agent)]).toEqual([name, null]);
  expect([agentOfUnit(connector), connectorOfUnit(connector)]).toEqual([null, name]);
  expect([agent, connector].map((unit) => isUnitOf('my-home', unit))).toEqual([true, true]);
  expect(isUnitOf('my', agent) || isUnitOf('my', connector)).toBe(false);
});
