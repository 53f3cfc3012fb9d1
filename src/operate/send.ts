import type { ManifestAgent } from '../model/bundle.ts';
import { hostPaths } from '../model/host-paths.ts';
import { parseSend, type SendOutcome } from '../model/send-outcome.ts';
import { remoteError, type Transport } from '../remote/transport.ts';
import { shCommand } from './sh-command.ts';

export interface Message {
  readonly fleet: string;
  readonly agent: Pick<ManifestAgent, 'environment'>;
  readonly text: Uint8Array | string;
  /** Seconds to wait for the answer; 0 is not at all. */
  readonly wait: number;
}

// The script wants the fleet's root by its whole path.
const FROM_HOME = 'exec sh -c "$1" send "$HOME/$2" "$3" "$4"';

/** How long typing and its evidence may take, besides the wait. */
const DEADLINE_MS = 60_000;

/** Types a message to an agent by send.sh, with screen.sh and message.sh before it. Rejects with a RemoteError. */
export async function sendMessage(
  transport: Transport,
  message: Message,
  script: string,
): Promise<SendOutcome> {
  const command = shCommand(
    FROM_HOME,
    script,
    hostPaths.root(message.fleet),
    message.agent.environment,
    String(message.wait),
  );
  const deadlineMs = DEADLINE_MS + message.wait * 1000;
  const result = await transport.exec(command, { stdin: message.text, deadlineMs });
  const outcome = parseSend(Buffer.from(result.stdout).toString('utf8'));
  if (outcome !== null) return outcome;
  const said = result.stderr.trim();
  const text = `sending told no outcome: the message may have arrived, so do not send it again before you looked${said === '' ? '' : `\n${said}`}`;
  throw remoteError({ code: 'protocol', host: transport.host, message: text, next: 'mosaic fleet ps' });
}
