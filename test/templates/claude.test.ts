import { describe, expect, test } from 'vitest';
import { claude, claudeStage, hookOf, startedClaude } from './support/claude.ts';
import { screen } from './support/conversation.ts';
import { send } from './support/stage.ts';

describe.skipIf(claude === null)('Claude Code', () => {
  test('starts without a dialog and answers', async () => {
    const at = await claudeStage();
    await startedClaude(at);
    const sent = await send(at, 'hello\nthere', 30);
    console.log(screen(at).join('\n'), sent, hookOf(at));
    expect(sent).toMatchObject({ outcome: 'answered', answer: 'echo: hello\nthere\n' });
  });
});
