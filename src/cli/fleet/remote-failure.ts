import { isRemoteError, type RemoteFault } from '../../remote/transport.ts';
import { cliError, type NextSteps } from '../cli-error.ts';

/** Turns a host that does not answer into an error that the user can read; other errors stay as they are. */
export function explainRemote(error: unknown): unknown {
  return isRemoteError(error) ? hostFailure(error) : error;
}

/** The same command helps on one host only by itself; elsewhere the fault knows what to type. */
export function hostFailure(fault: RemoteFault, next: NextSteps = fault.next) {
  return cliError({ message: `${fault.host}: ${fault.message}`, next }, fault);
}
