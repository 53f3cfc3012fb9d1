import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab, useLab } from './support/lab.ts';
import { deployMos, type MosScene } from './support/mos.ts';

describeLab('Mos on Discord', () => {
  const { host } = useLab('w-jarvis');
  let mos: MosScene;

  beforeAll(async () => {
    mos = await deployMos(host('w-jarvis'));
  }, 400_000);
  afterAll(() => mos?.close());

  test('answers with its tool in the place where it was asked', async () => {
    await mos.state('idle');
    const asked = await mos.say('What does this fleet run on?');
    const answer = await mos.answer(asked, 'What does this fleet run on?');
    expect(answer.replyTo).toBe(asked);
    console.log(JSON.stringify(await mos.answers(asked), null, 1));
    console.log(JSON.stringify(await mos.discord.control.messages('400000000000000001'), null, 1));
  });
});
