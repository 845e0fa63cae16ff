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

/** The way to the app: in the local cloud, the HTTP route of the packaged ingress function. */
export type Deliver = (request: AppRequest) => Promise<AppResponse>;
