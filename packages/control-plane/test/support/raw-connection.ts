import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/** One connection that sends bytes as they are, right or wrong, and reads answers. */
export interface RawConnection {
  /** Sends bytes; with `end` as the last ones. */
  write(bytes: string | Buffer, options?: { end?: boolean }): void;
  /**
   * Waits for the next answer; nothing when the connection ends without one.
   * @param options.withoutBody the answer has no body though it announces one, as that to HEAD
   */
  next(options?: { withoutBody?: boolean }): Promise<RawAnswer | undefined>;
  /** Sends bytes and waits for the next answer. */
  send(bytes: string | Buffer, options?: { end?: boolean; withoutBody?: boolean }): Promise<RawAnswer | undefined>;
  readonly isOpen: boolean;
  close(): void;
}

export async function connectRaw(port: number): Promise<RawConnection> {
  const socket = await open(port);
  let received: Buffer = Buffer.alloc(0);
  let ended = false;
  let withoutBody = false;
  let settle: ((answer: RawAnswer | undefined) => void) | undefined;
  const give = (): void => {
    if (settle === undefined) return;
    const complete = takeAnswer(received, withoutBody);
    if (complete === undefined && !ended) return;
    received = complete?.rest ?? Buffer.alloc(0);
    const waiting = settle;
    settle = undefined;
    waiting(complete?.answer);
  };
  const end = (): void => {
    ended = true;
    give();
  };
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    give();
  });
  // The other side may hang up while this one still sends; what was answered before counts.
  socket.on('error', end).on('end', end).on('close', end);
  const write: RawConnection['write'] = (bytes, options = {}) => {
    if (ended) return;
    if (options.end === true) socket.end(bytes);
    else socket.write(bytes);
  };
  const next: RawConnection['next'] = (options = {}) =>
    new Promise((resolve) => {
      settle = resolve;
      withoutBody = options.withoutBody === true;
      give();
    });
  return {
    write,
    next,
    send(bytes, options) {
      write(bytes, options);
      return next(options);
    },
    get isOpen() {
      return !ended;
    },
    close: () => socket.destroy(),
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** The first complete answer that is not an interim one, and what follows it. */
function takeAnswer(received: Buffer, withoutBody: boolean): { answer: RawAnswer; rest: Buffer } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  if (status < 200) return takeAnswer(received.subarray(headEnd + 4), withoutBody);
  const length = withoutBody ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const end = headEnd + 4 + length;
  if (received.length < end) return undefined;
  return {
    answer: { status, head, body: received.toString('utf8', headEnd + 4, end) },
    rest: received.subarray(end),
  };
}
