import { printable } from '../../model/printable.ts';
import type { Fault } from '../../provision/fault.ts';

const AWAY =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ERR_SOCKET_TIMEOUT|FETCH_ERROR|ENOTCACHED|ECONNABORTED)$/;

const NOISE = /^(code|errno|syscall|path|A complete log|Log files)\b/;

/** What npm's complaint means. */
export function npmFault(stderr: string): Fault {
  const lines = [...stderr.matchAll(/^npm (?:error|ERR!) (.*)$/gm)].map(([, line = '']) =>
    printable(line.trim()),
  );
  const code = lines.map((line) => /^code (\S+)$/.exec(line)?.[1]).find((found) => found !== undefined) ?? '';
  const told = (lines.find((line) => !NOISE.test(line)) ?? '')
    .replace(/^(notarget|404) /, '')
    .replace(/\.$/, '');
  if (AWAY.test(code)) {
    return { why: `the npm registry cannot be reached (${code})`, next: 'npm config get registry' };
  }
  switch (code) {
    case 'ETARGET': {
      const name = /(@?[^@\s]+)@\S+$/.exec(told)?.[1] ?? '';
      return { why: `the npm registry does not have it: ${told}`, next: `npm view ${name} versions` };
    }
    case 'E404':
      return { why: `the npm registry does not have it: ${told}`, next: 'npm config get registry' };
    case 'E401':
    case 'E403':
      return { why: `the npm registry refuses: ${told}`, next: 'npm login' };
    case 'EINTEGRITY':
      return {
        why: `the npm registry sent something else than it says itself: ${told}`,
        next: 'npm cache verify',
      };
    case 'EBADENGINE':
      return { why: `it is not written for this Node (${process.version})`, next: 'node --version' };
    default:
      return { why: `npm failed${code === '' ? '' : ` (${code})`}: ${told}`, next: 'npm doctor' };
  }
}
