import * as z from 'zod';

const conversation = z
  .string()
  .min(1)
  .max(200)
  .describe('the conversation that the message to you names in its first lines');
const message = z.string().min(1).max(200).describe('the id of a message in it');
const text = z.string().min(1).max(200_000);
const path = z.string().min(1).max(4096);

/** What an agent may do in a chat: the tools' parameters, and what the model is told of them. */
export const chatTools = {
  reply: {
    description: `Answers people in the chat, in the conversation that their message came from. This is how you speak to them: they do not see your
terminal. Write for a reader on a phone: the answer first. Markdown is understood; a long text is split into several messages. Call it as
often as there is something worth saying: a word when long work begins, the outcome when it ends. "queued" means that it is stored and goes
out by itself: do not send it again.`,
    input: {
      conversation,
      text: text.describe('what is said, in Markdown'),
      files: z.array(path).max(10).optional().describe('files to send along: paths on this machine'),
    },
  },
  react: {
    description: 'Puts an emoji on a message in the chat, where a word would be too much.',
    input: {
      conversation,
      message: message.describe('the id of the message'),
      emoji: z.string().min(1).max(100).describe('one emoji, e.g. 👍'),
    },
  },
  edit: {
    description: `Changes a message that you sent by "reply" before: for progress that would be noise as messages of its own. Nobody is notified, so say
an outcome by a new reply.`,
    input: {
      conversation,
      message: message.describe('an id that "reply" gave you'),
      text: text.max(4000).describe('the whole new text of that message'),
    },
  },
  send_file: {
    description:
      'Sends one file into the conversation: a log, a patch, a picture. Better than a long quotation.',
    input: {
      conversation,
      path: path.describe('the file, a path on this machine'),
      caption: z.string().max(2000).optional().describe('a line that says what it is'),
    },
  },
  typing: {
    description: 'Shows people for some seconds that you are at work on an answer.',
    input: { conversation },
  },
} as const;

export type ChatTool = keyof typeof chatTools;

/** What a model is told of the server as a whole. */
export function instructionsText(kind: string): string {
  return `People reach you by ${kind}. Their messages come as your input and name a conversation; answer by the tool "reply".`;
}
