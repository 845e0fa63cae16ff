/** Time, as the workspace sees it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/** Chance: where ids that nobody can guess come from. */
export interface Random {
  uuid(): string;
}

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
