// A wire with a delay, for kernels that cannot delay packets: relay.ts ADDRESS PORT ONE_WAY_MS; prints the loopback port it listens on.
import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

const [address = '', port = '', ms = ''] = process.argv.slice(2);
const oneWay = Number(ms);

/** Passes on what comes from `source`, each piece `oneWay` ms after it came, and not before `sink` is there. */
function pass(source: Socket, sink: Promise<Socket>): void {
  const later = (deliver: (sink: Socket) => void) => void setTimeout(() => void sink.then(deliver), oneWay);
  source.on('data', (chunk) => later((far) => far.write(chunk)));
  source.on('end', () => later((far) => far.end()));
  source.on('error', () => later((far) => far.destroy()));
}

const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
  // The near side believes at once that it is connected; the far side may speak after the three trips of a TCP handshake.
  const far = delay(3 * oneWay).then(() => {
    const socket = connect({ host: address, port: Number(port), noDelay: true, allowHalfOpen: true });
    pass(socket, Promise.resolve(near));
    return socket;
  });
  pass(near, far);
});

server.listen(0, '127.0.0.1', () => {
  const bound = server.address();
  process.stdout.write(`${typeof bound === 'object' ? bound?.port : ''}\n`);
});
// Ends with the process that started it.
process.stdin.on('end', () => process.exit()).resume();
