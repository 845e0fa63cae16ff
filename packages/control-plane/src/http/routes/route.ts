/** What a control route gets: the body as JSON (nothing with GET) and the parameters of the query. */
export interface ControlRequest {
  readonly body: unknown;
  readonly query: URLSearchParams;
}

/** Answers with what goes out as JSON. @throws ProtonError */
export type ControlRoute = (request: ControlRequest) => unknown;

/** The routes at one path, by method. */
export type ControlRouteMethods = Readonly<Partial<Record<'GET' | 'POST' | 'PUT', ControlRoute>>>;
