import type { DiscordControl } from './control.ts';

/** The same control of a stand-in in another process, through its control door. */
export function remoteControl(door: string): DiscordControl {
  const call = async (name: string, data: unknown): Promise<unknown> => {
    const body = JSON.stringify(data ?? null);
    const response = await fetch(`${door}/${name}`, { method: 'POST', body });
    const answer = (await response.json()) as { readonly value?: unknown; readonly error?: string };
    if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
    return answer.value;
  };
  return new Proxy({} as DiscordControl, {
    get: (_, name) =>
      typeof name === 'string' && name !== 'then' ? (data: unknown) => call(name, data) : undefined,
  });
}
