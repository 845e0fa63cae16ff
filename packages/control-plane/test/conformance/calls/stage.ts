import { Proton } from '@aws-sdk/client-proton';
import { startServer } from '../../support/server.ts';
import { ACCOUNT, mappingOf, REGION, type World } from '../../support/world.ts';
import { type Exchange, recordExchanges } from './exchanges.ts';
import { type BuiltWorld, buildWorld, type WorldIds } from './scenes/world.ts';

/** What the real client made of a call, and what was on the wire. */
export interface Answer {
  /** The output as the client reads it; absent when the call was refused. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** The error that the client threw. */
  readonly error?: { readonly name: string; readonly message: string };
  readonly attempts: number;
  readonly requestId: string | undefined;
  readonly status: number;
  /** The body as it came, parsed as JSON and not otherwise touched. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface CallOptions {
  readonly accountId?: string | undefined;
  /** Sent as the body in place of what the client would write. */
  readonly wireBody?: string | undefined;
  /** How often the client may try; once by default. */
  readonly maxAttempts?: number;
}

/** The control plane behind a server, with the world of the scenes in it, and the real client in front of it. */
export interface Stage {
  readonly world: World;
  readonly ids: WorldIds;
  readonly url: string;
  /** Faults of the control plane so far, of which there must be none. */
  readonly faults: readonly unknown[];
  /** Calls an operation through the SDK's client. One call at a time. */
  call(operation: string, input: object, options?: CallOptions): Promise<Answer>;
  /** Makes the next calls of an operation fail with an error that the control plane would not give by itself. */
  failNext(operation: string, error: string, calls?: number): Promise<void>;
  /** The whole state as text, to see whether anything has changed. */
  state(): string;
  /** Puts the world back as it was built. */
  reset(): void;
  close(): Promise<void>;
}

/** @param options `withoutRoom`: every quota is used up */
export async function openStage(options: { readonly withoutRoom?: boolean } = {}): Promise<Stage> {
  const { world, ids, state: built }: BuiltWorld = buildWorld(options);
  const server = await startServer({ plane: world.plane });
  const clients = new Map<string, Proton>();
  const exchange: Exchange = {};

  function clientFor(accountId: string, maxAttempts: number): Proton {
    const key = `${accountId} ${maxAttempts}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const credentials = { accessKeyId: accountId, secretAccessKey: 'unused' };
    const client = new Proton({ endpoint: server.url, region: REGION, maxAttempts, credentials });
    recordExchanges(client, exchange);
    clients.set(key, client);
    return client;
  }

  return {
    world,
    ids,
    url: server.url,
    faults: server.faults,
    async call(operation, input, { accountId = ACCOUNT, wireBody, maxAttempts = 1 } = {}) {
      const client = clientFor(accountId, maxAttempts);
      const method: unknown = Reflect.get(client, operation.charAt(0).toLowerCase() + operation.slice(1));
      if (typeof method !== 'function') throw new Error(`the client has no operation ${operation}`);
      exchange.send = wireBody;
      exchange.received = undefined;
      const outcome = await outcomeOf(Reflect.apply(method, client, [input]));
      const received: Exchange['received'] = exchange.received;
      if (received === undefined) throw outcome.thrown ?? new Error(`${operation} was never sent`);
      return answerOf(outcome, received);
    },
    async failNext(operation, error, calls = 1) {
      const response = await fetch(`${server.url}/_proton-bot/failures`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ error, calls, operation }),
      });
      if (!response.ok) throw new Error(`the failure was not taken: ${await response.text()}`);
    },
    state: () => JSON.stringify(world.plane.snapshot()),
    reset: () => world.plane.restore(built),
    async close() {
      for (const client of clients.values()) client.destroy();
      await server.close();
    },
  };
}

interface Outcome {
  readonly output?: Record<string, unknown>;
  readonly thrown?: Error;
}

async function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  try {
    return { output: mappingOf(await promise) };
  } catch (error) {
    if (error instanceof Error) return { thrown: error };
    throw error;
  }
}

function answerOf({ output, thrown }: Outcome, received: NonNullable<Exchange['received']>): Answer {
  const { $metadata, ...members } = output ?? { $metadata: Reflect.get(thrown ?? {}, '$metadata') };
  const { attempts, requestId } = mappingOf($metadata);
  return {
    ...(thrown === undefined ? { output: members } : { error: { name: thrown.name, message: thrown.message } }),
    attempts: Number(attempts),
    requestId: typeof requestId === 'string' ? requestId : undefined,
    ...received,
    body: JSON.parse(received.text),
  };
}
