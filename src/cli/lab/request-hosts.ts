import { type HostRequest, type Suite, suites } from '../../lab/index.ts';
import { cliError, EXIT } from '../cli-error.ts';

/**
 * Turns `NAME` and `NAME=SUITE` into requests. Without a suite they take turns, first Debian 12, then Debian 13: what
 * works on both is what is tried.
 */
export function requestHosts(words: readonly string[], user: string, sudo: boolean): readonly HostRequest[] {
  const wrong = words.filter((word) => word.includes('=') && !isSuite(word.slice(word.indexOf('=') + 1)));
  if (wrong.length > 0) {
    throw cliError({
      message: wrong.map((word) => `${word}: no such suite`).join('\n'),
      next: {
        known: wrong
          .map((word) => suites.map((suite) => `${word.split('=')[0]}=${suite}`).join(' or '))
          .join(', '),
      },
      exitCode: EXIT.usage,
    });
  }
  return words.map((word, index) => {
    const [name = '', suite = suites[index % suites.length] ?? 'bookworm'] = word.split('=');
    return { name, suite: suite as Suite, user, sudo };
  });
}

function isSuite(word: string): word is Suite {
  return suites.some((suite) => suite === word);
}
