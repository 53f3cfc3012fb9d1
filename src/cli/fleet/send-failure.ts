import type { SendOutcome, SendResult } from '../../model/send-outcome.ts';
import { type CliError, cliError, type NextSteps } from '../cli-error.ts';

type Failure = Exclude<SendResult, 'answered' | 'started'>;

const SAYS: Readonly<Record<Failure, string>> = {
  held: 'held, nothing was typed',
  refused: 'refused, nothing was typed',
  failed: 'failed',
  'typed-not-submitted': 'typed, but not submitted: it stands in the composer',
  ambiguous: 'nobody knows whether it arrived; sending it again may make it arrive twice',
};

/** What became of a message that began no turn, and what to type now. */
export function sendFailure(agent: string, { outcome, why }: SendOutcome): CliError {
  const failure = outcome as Failure;
  return cliError({ message: `${agent}: ${SAYS[failure]}\n${why}`, next: nextSteps(agent, failure) });
}

function nextSteps(agent: string, failure: Failure): NextSteps {
  const look = `mosaic fleet attach ${agent}`;
  switch (failure) {
    case 'held':
    case 'ambiguous':
      return { look };
    case 'typed-not-submitted':
      return { submit: look };
    case 'failed':
      return { look: `mosaic fleet status ${agent}` };
    case 'refused':
      return {};
  }
}
