import { expect, test } from 'vitest';
import { parseConnectorFlag } from '../../../src/cli/connector/connector-flag.ts';

const IDS = 'server=1112631390438166618,channel=1517622518662434996';

function faultOf(flag: string): string {
  try {
    parseConnectorFlag(flag, '--connector');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('what is not said is filled in with regard to the orchestrator', () => {
  expect(parseConnectorFlag(`discord:${IDS}`, 'x')('sol')).toEqual({
    name: 'sol-discord',
    kind: 'discord',
    server: '1112631390438166618',
    channel: '1517622518662434996',
    token: 'secret:discord-token',
  });
});

test('everything can be said; ids of a list stand one after the other, or under the key again', () => {
  const flag = `discord:name=chat,${IDS},allow=80351110224678912,80351110224678913,owners=80351110224678914,owners=80351110224678915,token=secret:other,mention=true,api=http://127.0.0.1:1/api`;
  expect(parseConnectorFlag(flag, 'x')('mos')).toMatchObject({
    name: 'chat',
    allow: ['80351110224678912', '80351110224678913'],
    owners: ['80351110224678914', '80351110224678915'],
    token: 'secret:other',
    mention: true,
    api: 'http://127.0.0.1:1/api',
  });
});

test('all faults at once, in words', () => {
  const said = faultOf('discord:server=1,chanel=2,foo,mention=yes,server=3,allow=x');
  for (const part of [
    'server: "1" is not the id of a server',
    'Did you mean channel?',
    'a piece has no key',
    'mention: "yes" is not true or false',
    'server stands twice',
    'allow: "x" is not the id of a user',
    'channel is missing',
  ])
    expect(said).toContain(part);
  expect(faultOf('discrod')).toContain('Did you mean discord?');
});

test('a token itself is refused and never shown', () => {
  const token = 'MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GxYzAb.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789ab';
  for (const flag of [`discord:${IDS},token=${token}`, `discord:${IDS},token=secret:${token}`]) {
    expect(faultOf(flag)).toContain('name a secret');
    expect(faultOf(flag)).not.toContain('MTIz');
  }
});
