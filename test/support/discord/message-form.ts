import { type APIMessage, ComponentType } from 'discord-api-types/v10';
import { type Answer, badForm, EMPTY_MESSAGE } from './answers.ts';
import type { Call } from './calls.ts';

/** Bytes; what a server without boosts takes. */
export const UPLOAD_LIMIT = 10 * 1024 * 1024;

/** What is wrong with a message that somebody wants to send, or `null`. */
export function faultOfMessage({ body, files }: Call): Answer | null {
  const content = body['content'] ?? '';
  if (typeof content !== 'string')
    return badForm('content', 'STRING_TYPE_CONVERT', 'Could not interpret as string.');
  // Discord counts characters, not UTF-16 units.
  if ([...content].length > 2000) {
    return badForm('content', 'BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.');
  }
  const nonce = body['nonce'];
  if (nonce !== undefined && String(nonce).length > 25) {
    return badForm('nonce', 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
  }
  if (files.length > 10)
    return badForm('attachments', 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  if (files.some(({ bytes }) => bytes.length > UPLOAD_LIMIT)) {
    return { status: 413, body: { code: 40005, message: 'Request entity too large' } };
  }
  const components = (body['components'] ?? []) as NonNullable<APIMessage['components']>;
  if (content.trim() === '' && files.length === 0 && components.length === 0) return EMPTY_MESSAGE;
  return faultOfButtons(components);
}

function faultOfButtons(rows: NonNullable<APIMessage['components']>): Answer | null {
  if (rows.length > 5) return badForm('components', 'BASE_TYPE_MAX_LENGTH', 'Must be 5 or fewer in length.');
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.type !== ComponentType.ActionRow)
      return badForm('components', 'UNION_TYPE_CHOICES', 'Value of field "type" must be 1.');
    if (row.components.length < 1 || row.components.length > 5) {
      return badForm('components', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
    }
    for (const button of row.components) {
      const fields = button as { custom_id?: string; label?: string };
      const id = fields.custom_id ?? '';
      if (id.length < 1 || id.length > 100)
        return badForm('components', 'BASE_TYPE_BAD_LENGTH', 'custom_id: 1 to 100.');
      if ((fields.label ?? '').length > 80)
        return badForm('components', 'BASE_TYPE_MAX_LENGTH', 'label: 80 or fewer.');
      if (seen.has(id))
        return badForm(
          'components',
          'COMPONENT_CUSTOM_ID_DUPLICATED',
          'Component custom id cannot be duplicated',
        );
      seen.add(id);
    }
  }
  return null;
}
