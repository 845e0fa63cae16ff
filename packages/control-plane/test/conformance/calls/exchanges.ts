import type { ProtonClient } from '@aws-sdk/client-proton';

/** One request and its answer on the wire, around what the client makes of them. */
export interface Exchange {
  /** Sent as the body in place of what the client has written. */
  send?: string | undefined;
  received?: { status: number; headers: Record<string, string>; text: string } | undefined;
}

/** Lets a client write its bodies down in `exchange`, or takes them from there; everything else stays as it is. */
export function recordExchanges(client: ProtonClient, exchange: Exchange): void {
  client.middlewareStack.add(
    (next) => (args) => {
      if (exchange.send !== undefined) Object.assign(Object(args.request), { body: exchange.send });
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'replaceBody' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response: Response = Object(result.response);
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      exchange.received = { status: response.statusCode, headers: { ...response.headers }, text: bytes.toString() };
      Object.assign(response, { body: new Uint8Array(bytes) });
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'keepBody' },
  );
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}
