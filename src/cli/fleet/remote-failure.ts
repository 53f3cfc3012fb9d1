import { isRemoteError } from '../../remote/transport.ts';
import { cliError } from '../cli-error.ts';

/** Turns a host that does not answer into an error that the user can read; other errors stay as they are. */
export function explainRemote(error: unknown): unknown {
  if (!isRemoteError(error)) return error;
  return cliError({ message: `${error.host}: ${error.message}`, next: error.next }, error);
}
