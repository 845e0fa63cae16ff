import { randomUUID } from 'node:crypto';

/** Time, as the workspace sees it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/** Chance: where ids that nobody can guess come from. */
export interface Random {
  uuid(): string;
}

export const systemClock: Clock = { now: () => Date.now() };
export const systemRandom: Random = { uuid: () => randomUUID() };

/** A signed request as Slack sends it to an app's request URL. */
export interface AppRequest {
  readonly method: 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the app answered. Header names in lower case. */
export interface AppResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The way to the app: whatever serves its request URL. */
export type Deliver = (request: AppRequest) => Promise<AppResponse>;

/**
 * The way to an app that listens, such as one on Bolt's own server.
 *
 * @param origin - e.g. `http://127.0.0.1:3000`
 */
export function deliverTo(origin: string): Deliver {
  return async ({ path, headers, body }) => {
    const response = await fetch(new URL(path, origin), { method: 'POST', headers, body });
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
}
