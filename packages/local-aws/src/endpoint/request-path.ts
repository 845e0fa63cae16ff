import type { IncomingMessage } from 'node:http';

/** The path and the query of a request, as they came: URL would throw for a path such as `//`. */
export function requestPath({ url = '/' }: IncomingMessage): { path: string; queryString: string } {
  const [path = '/', ...query] = url.split('?');
  return { path, queryString: query.join('?') };
}
