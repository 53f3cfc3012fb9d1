/** A command line of a document, and where it stands. */
export interface CommandLine {
  readonly name: string;
  /** After `mosaic`; comments, pipes and redirections are cut off. */
  readonly words: readonly string[];
}

/** Every `mosaic …` of a document: lines of code blocks, with or without a prompt, and code in running text. */
export function commandLines(path: string, markdown: string): readonly CommandLine[] {
  let fenced = false;
  return markdown.split('\n').flatMap((line, index) => {
    if (/^\s*```/.test(line)) fenced = !fenced;
    const block = fenced || /^ {4}/.test(line);
    const texts = block ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
    return texts.flatMap((text) => {
      const called = /^\s*(?:\$ )?(?:\.{0,2}\/)?mosaic( .+)$/.exec(text)?.[1];
      if (called === undefined || /^ fleet \w+(\||\/)/.test(called)) return [];
      // A column of explanations stands three blanks away.
      return [{ name: `${path}:${index + 1}`, words: shellWords(called.split(/ {3,}/)[0] ?? '') }];
    });
  });
}

/** The words of one simple command as sh reads them: quotes taken off, up to a comment, a pipe or a redirection. */
function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const [, quote, single, double, plain] of text.matchAll(/\s*((?:'([^']*)'|"([^"]*)")|([^\s'"]+))/g)) {
    const word = single ?? double ?? plain ?? quote ?? '';
    if (plain !== undefined && /^([#|&>;→<(]|2>|·|…$)/.test(plain)) break;
    words.push(word);
  }
  return words;
}
