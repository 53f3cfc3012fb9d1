import {
  type APIActionRowComponent,
  type APIAllowedMentions,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';
import type { ChatButton, ChatPost } from '../../model/chat.ts';

const STYLES = { good: ButtonStyle.Success, bad: ButtonStyle.Danger, plain: ButtonStyle.Secondary } as const;
const PER_ROW = 5;

/** Nothing that an agent writes pings anybody. */
export const NO_PINGS: APIAllowedMentions = { parse: [], replied_user: false };

export function writePost(post: ChatPost): RESTPostAPIChannelMessageJSONBody {
  const reference = post.replyTo === null ? null : { message_id: post.replyTo, fail_if_not_exists: false };
  return {
    content: post.text,
    nonce: post.nonce,
    enforce_nonce: true,
    allowed_mentions: NO_PINGS,
    ...(post.buttons.length === 0 ? {} : { components: writeButtons(post.buttons) }),
    ...(reference === null ? {} : { message_reference: reference }),
    ...(post.files.length === 0
      ? {}
      : { attachments: post.files.map(({ name }, id) => ({ id, filename: name })) }),
  };
}

/** Rows of five. */
export function writeButtons(
  buttons: readonly ChatButton[],
): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const rows = Math.ceil(buttons.length / PER_ROW);
  return Array.from({ length: rows }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(row * PER_ROW, (row + 1) * PER_ROW).map(writeButton),
  }));
}

function writeButton({ label, style, data }: ChatButton): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style: STYLES[style], label: label.slice(0, 80), custom_id: data };
}
