import {
  type Behaviour,
  lastAsked,
  limited,
  type ModelRequest,
  overloaded,
  type Step,
  unauthorised,
} from './step.ts';

/**
 * The behaviour of a model that nobody scripts. A line of the user's last text, quoted or not, may say what to do, `!bash CMD`, `!reply CONVERSATION TEXT`,
 * `!ask QUESTION`, `!use TOOL JSON`, `!401`, `!429 SECONDS` (from the first time on), `!529`, `!cut`, `!slow SECONDS`; else the text is said again. What a
 * tool gave is said.
 */
export function obedient(): Behaviour {
  const begun = new Map<string, number>();
  return (request) => {
    const last = request.conversation.findLast(({ role }) => role === 'user');
    const results = last?.results ?? [];
    // Beside a text they are of a turn that somebody ended.
    if (results.length > 0 && last?.texts.length === 0) {
      const text = results.map(({ text, failed }) => `${failed ? 'refused' : 'done'}: ${text}`).join('\n');
      return { kind: 'say', text };
    }
    const asked = lastAsked(request);
    const [, word = '', rest = ''] = /^(?:> )?!(\w+)(?: (.*))?$/m.exec(asked) ?? [];
    const since = begun.get(asked) ?? request.at;
    begun.set(asked, since);
    const isOver = word === '429' && request.at >= since + secondsOf(rest) * 1000;
    return (isOver ? null : directed(word, rest)) ?? repliedBy(request, asked);
  };
}

function secondsOf(text: string): number {
  return Number(text) || 60;
}

function directed(word: string, rest: string): Step | null {
  switch (word) {
    case 'bash':
      return { kind: 'use', tool: 'Bash', input: { command: rest, description: 'as it was told' } };
    case 'reply': {
      const [conversation = '', ...words] = rest.split(' ');
      return { kind: 'use', tool: 'mcp__discord__reply', input: { conversation, text: words.join(' ') } };
    }
    case 'ask':
      return { kind: 'use', tool: 'AskUserQuestion', input: { questions: [questionOf(rest)] } };
    case 'use': {
      const [tool = '', ...words] = rest.split(' ');
      return { kind: 'use', tool, input: JSON.parse(words.join(' ') || '{}') };
    }
    case '401':
      return unauthorised;
    case '429':
      return limited(secondsOf(rest), Math.floor(Date.now() / 1000));
    case '529':
      return overloaded;
    case 'cut':
      return { kind: 'cut', text: 'This sentence has no' };
    case 'slow':
      return {
        kind: 'wait',
        ms: (Number(rest) || 5) * 1000,
        next: { kind: 'say', text: 'That took a while.' },
      };
    default:
      return null;
  }
}

function questionOf(text: string) {
  const options = ['yes', 'no'].map((label) => ({ label, description: `Say ${label}.` }));
  return { question: text || 'Shall I go on?', header: 'Going on', multiSelect: false, options };
}

/** Who is told by which tool to reply, and has that tool, does so. */
function repliedBy({ tools }: ModelRequest, asked: string): Step {
  const told = /Reply with (mcp__\w+), conversation (\S+?)[.,;)\]]?(?:\s|$)/.exec(asked);
  const text = `echo: ${asked}`;
  if (told === null || !tools.includes(told[1] ?? '')) return { kind: 'say', text };
  return { kind: 'use', tool: told[1] ?? '', input: { conversation: told[2], text } };
}
