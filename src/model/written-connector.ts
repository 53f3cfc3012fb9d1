import * as z from 'zod';
import { CONNECTOR_KINDS } from './connector.ts';
import { nameText } from './written-parts.ts';

/** An id of Discord: a snowflake. Text, since a number of that length loses its last digits. */
const SNOWFLAKE = /^[1-9][0-9]{16,19}$/;

const idText = z
  .string()
  .regex(SNOWFLAKE)
  .meta({
    title: 'an id',
    description: '17 to 20 digits, in quotes: Discord copies them in developer mode',
    examples: ['"1517622518662434996"'],
  });

const people = z.array(idText.meta({ ...idText.meta(), title: 'the id of a user' })).max(1000);

/** `secret:NAME`. */
const TOKEN = /^secret:(?=.{1,63}$)[a-z]([a-z0-9-]*[a-z0-9])?$/;

const API = /^https?:\/\/[A-Za-z0-9.:[\]-]{1,255}(\/[A-Za-z0-9._~/-]{0,200})?$/;

const connectorKeys = {
  name: nameText.meta({ ...nameText.meta(), title: "a connector's name", examples: ['mos-discord'] }),
  kind: z
    .enum(CONNECTOR_KINDS)
    .meta({ title: 'a kind of connector', description: CONNECTOR_KINDS.join(', '), examples: ['discord'] }),
  server: idText.meta({ ...idText.meta(), title: 'the id of a server' }),
  channel: idText.meta({ ...idText.meta(), title: 'the id of a channel' }),
  token: z
    .string()
    .regex(TOKEN)
    .meta({
      title: 'a reference to a secret',
      description: "the bot's token, by the name of its secret",
      examples: ['secret:discord-token'],
    }),
  allow: people
    .meta({
      title: 'ids of users',
      description: 'who may speak to the orchestrator; nobody else is heard',
      examples: ['["80351110224678912"]'],
    })
    .optional(),
  owners: people
    .meta({
      title: 'ids of users',
      description: 'who may also approve, deny, stop and restart',
      examples: ['["80351110224678912"]'],
    })
    .optional(),
  mention: z
    .boolean()
    .meta({
      title: 'true or false',
      description: 'whether only messages that name the bot are meant for it, in the channel itself',
      examples: ['false'],
    })
    .optional(),
  api: z
    .string()
    .regex(API)
    .meta({
      title: 'a URL',
      description: 'http:// or https://, of another server that speaks the protocol',
      examples: ['https://discord.example.org/api'],
    })
    .optional(),
};

/** What a user may write below `connectors:`. */
export const connectorSchema = z.strictObject(connectorKeys).meta({ title: 'a connector' });

export type WrittenConnector = z.infer<typeof connectorSchema>;
