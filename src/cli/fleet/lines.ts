import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines, however its chunks fall; `end` gives what stands after the last line feed. */
export function lineReader(tell: (line: string) => void): { push(chunk: Uint8Array): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push: (chunk) => {
      const lines = (rest + decoder.write(Buffer.from(chunk))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) tell(line);
    },
    end: () => {
      rest += decoder.end();
      if (rest !== '') tell(rest);
      rest = '';
    },
  };
}
