import { connect, type Socket } from 'node:net';

/**
 * One kept-alive connection that sends prepared requests and waits for each answer. It knows just enough HTTP to find the
 * end of an answer, so that as little as can be of what is measured is the client.
 */
export interface Connection {
  /** @throws Error when the answer is not 200 */
  send(request: Buffer): Promise<void>;
  close(): void;
}

const headEnd = Buffer.from('\r\n\r\n');

export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let waiting: { resolve(): void; reject(reason: Error): void } | undefined;
  let received: Buffer = Buffer.alloc(0);
  let expected: number | undefined;

  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    expected ??= answerLength(received);
    if (expected === undefined || received.length < expected) return;
    const answer = received;
    received = Buffer.alloc(0);
    expected = undefined;
    const current = waiting;
    waiting = undefined;
    if (answer.toString('latin1', 9, 12) === '200') current?.resolve();
    else current?.reject(new Error(`not answered with 200: ${answer.toString('utf8', 0, 2000)}`));
  });
  const fail = (reason: Error): void => waiting?.reject(reason);
  socket.on('error', fail).on('close', () => fail(new Error('the server closed the connection')));

  return {
    send(request) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      });
    },
    close: () => socket.destroy(),
  };
}

/** Head and body of an answer in bytes, once its head is there. */
function answerLength(received: Buffer): number | undefined {
  const end = received.indexOf(headEnd);
  if (end === -1) return undefined;
  const length = /^content-length: *(\d+)/im.exec(received.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('an answer without content-length');
  return end + headEnd.length + Number(length);
}
