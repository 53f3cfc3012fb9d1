import { isFinal } from '../../model/ledger.ts';
import type { LedgerEntry } from '../../model/mail.ts';
import { printable } from '../../model/printable.ts';
import { type Action, draft } from './action.ts';
import type { ConversationState } from './fold.ts';

/**
 * What to say when a message came to its end; `answer` is what the agent wrote in that turn, where it is known. `hasTool`: it should have replied
 * by itself.
 */
export function routeEnding(
  entry: LedgerEntry,
  { conversation, replied }: ConversationState,
  answer: string | null,
  hasTool: boolean,
): readonly Action[] {
  const { id, agent, place, message: replyTo } = conversation;
  const over: Action = { do: 'record', entry: { kind: 'ended', conversation: id } };
  const say = (text: string): Action => ({
    do: 'say',
    draft: draft({ key: `ending:${entry.id}`, place, text, replyTo, conversation: id }),
  });
  const why = entry.why === '' ? '' : `: ${printable(entry.why)}`;
  // What it replied says more than how its turn ended.
  if (replied && isFinal(entry.state)) return [over];
  switch (entry.state) {
    case 'answered':
      return [over, say(unsent(agent, answer, hasTool))];
    case 'failed':
      return [
        over,
        say(
          `This got no answer from ${agent}${why}. It is not tried again by itself: say it again if it still matters.`,
        ),
      ];
    case 'ambiguous':
      return [
        over,
        say(
          `Whether this message reached ${agent} is not known${why}. It is not repeated by itself: look at /fleet status, then say it again.`,
        ),
      ];
    case 'expired':
      return [over, say(`This message waited too long for ${agent} and was given up${why}. Say it again.`)];
    default:
      return [];
  }
}

function unsent(agent: string, answer: string | null, hasTool: boolean): string {
  if (answer === null || answer.trim() === '') return `${agent} ended its turn without a word to this.`;
  if (!hasTool) return `${agent} says:\n\n${answer}`;
  return `${agent} ended its turn without replying here. Its last words were:\n\n${answer}`;
}
