import { rmSync } from 'node:fs';
import { join } from 'node:path/posix';
import * as z from 'zod';
import type { ChatUser } from '../../model/chat.ts';
import { type Pairing, pairingSchema } from '../../model/pairing-code.ts';
import { printable } from '../../model/printable.ts';
import { readSmallFile, writeWhole } from './small-file.ts';

const pairedSchema = z.strictObject({
  version: z.literal(1),
  users: z.array(z.strictObject({ id: z.string(), name: z.string(), at: z.number() })),
});

const MOST_BYTES = 1024 * 1024;

/** Who is awaited and who came in by a code: `pairing.json` and `paired.json` of a connector. Both may be changed by others meanwhile. */
export class PairingFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `null`: nobody is awaited, or the file cannot be read as one. */
  awaited(): Pairing | null {
    return read(join(this.#folder, 'pairing.json'), pairingSchema);
  }

  paired(): ReadonlySet<string> {
    return new Set(this.#paired().map(({ id }) => id));
  }

  /** Lets a person in, then takes the code away. */
  pair({ id, name }: ChatUser, at: number): void {
    const others = this.#paired().filter((user) => user.id !== id);
    const users = [...others, { id, name: printable(name).slice(0, 64), at }];
    writeWhole(join(this.#folder, 'paired.json'), `${JSON.stringify({ version: 1, users }, null, 2)}\n`);
    rmSync(join(this.#folder, 'pairing.json'), { force: true });
  }

  /** One wrong code. */
  miss(): void {
    const awaited = this.awaited();
    if (awaited === null) return;
    const left = { ...awaited, tries: Math.max(0, awaited.tries - 1) };
    writeWhole(join(this.#folder, 'pairing.json'), `${JSON.stringify(left)}\n`);
  }

  #paired(): z.infer<typeof pairedSchema>['users'] {
    return read(join(this.#folder, 'paired.json'), pairedSchema)?.users ?? [];
  }
}

function read<T>(path: string, schema: z.ZodType<T>): T | null {
  const text = readSmallFile(path, MOST_BYTES);
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
