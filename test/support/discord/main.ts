import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { DiscordControl } from './control.ts';
import { startStandIn } from './stand-in.ts';
import type { WorldSetup } from './world.ts';

/**
 * Runs the stand-in as a process: `node test/support/discord/main.ts [--host ADDRESS] [--port N] [--name NAME] [--control ADDRESS:PORT] [--world JSON]`.
 * Prints one line of JSON when it is ready: `{"api": "http://…/api", "control": "http://…"}`. Ends with its standard input.
 */
async function main(): Promise<void> {
  const word = { type: 'string' } as const;
  const options = { host: word, port: word, name: word, control: word, world: word };
  const { values } = parseArgs({ options });
  const standIn = await startStandIn({
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.name === undefined ? {} : { name: values.name }),
    port: Number(values.port ?? 0),
    world: JSON.parse(values.world ?? '{}') as Partial<WorldSetup>,
  });
  const [host = '127.0.0.1', port = '0'] = (values.control ?? '127.0.0.1:0').split(':');
  const address = await openControl(standIn.control, host, Number(port));
  process.stdout.write(
    `${JSON.stringify({ api: standIn.api, control: `http://${host}:${address.port}` })}\n`,
  );
  process.stdin.resume().on('end', () => process.exit(0));
}

/** POST /<act> with its argument as JSON; answers `{"value": …}` or `{"error": "…"}`. */
async function openControl(control: DiscordControl, host: string, port: number): Promise<AddressInfo> {
  const acts = control as unknown as Readonly<Record<string, (data: unknown) => Promise<unknown>>>;
  const server = createServer(async (request, response) => {
    try {
      const body = await text(request);
      const act = acts[(request.url ?? '').slice(1)];
      if (act === undefined) throw new Error('no such act');
      response.end(JSON.stringify({ value: (await act(JSON.parse(body))) ?? null }));
    } catch (error) {
      response.writeHead(400).end(JSON.stringify({ error: String(error) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return server.address() as AddressInfo;
}

await main();
