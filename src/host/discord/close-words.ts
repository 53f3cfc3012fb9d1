import { GatewayCloseCodes } from 'discord-api-types/v10';

const PORTAL = 'https://discord.com/developers/applications → the application → Bot';

/** What must be done about a token that Discord does not take; `name` is the secret's. */
export function tokenWords(name: string): string {
  return `Discord does not take the bot's token: make a new one (${PORTAL} → Reset Token), then: mosaic fleet secret set ${name}`;
}

export const INTENT_WORDS = `the bot may not read messages: turn on “Message Content Intent” (${PORTAL} → Privileged Gateway Intents), then: mosaic fleet connector restart`;

/** Words for a close code that is final, or `null`: the link may come back. */
export function finalCloseWords(code: number, token: string): string | null {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return tokenWords(token);
    case GatewayCloseCodes.DisallowedIntents:
      return INTENT_WORDS;
    case GatewayCloseCodes.ShardingRequired:
      return 'Discord wants this bot to be sharded, for it is in too many servers: use a bot of its own for this fleet';
    case GatewayCloseCodes.InvalidShard:
    case GatewayCloseCodes.InvalidAPIVersion:
    case GatewayCloseCodes.InvalidIntents:
      return `Discord refuses this connector (close code ${code}): it needs a newer version of mosaic fleet`;
    default:
      return null;
  }
}
