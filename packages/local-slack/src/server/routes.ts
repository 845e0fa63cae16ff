import type { ServerResponse } from 'node:http';
import { answerThroughResponseUrl } from '../delivery/index.ts';
import type { WebApi } from '../web-api/index.ts';
import type { Workspace } from '../workspace/index.ts';
import { type HttpReply, type HttpRequest, textReply } from './http.ts';
import type { PageActions } from './page-actions.ts';
import type { PageFiles } from './page-files.ts';
import type { PageStream } from './page-stream.ts';
import type { Route } from './server.ts';

export interface RoutedParts {
  readonly workspace: Workspace;
  readonly webApi: WebApi;
  readonly pageActions: PageActions;
  readonly pageStream: PageStream;
  readonly files: PageFiles;
}

/** Which part answers which path: the Web API and response URLs for the app, all else for the page. */
export function makeRoute(parts: RoutedParts): Route {
  return async (request, response) => {
    const [first = '', second = '', ...rest] = request.url.pathname.split('/').slice(1);
    if (first === 'api' && second !== '' && rest.length === 0) return parts.webApi.handle(second, request);
    if (request.method === 'POST') return routePost(parts, request, first, second, rest.at(-1));
    if (request.method !== 'GET' && request.method !== 'HEAD') return textReply(405, 'Method not allowed.');
    return routeGet(parts, request, response);
  };
}

async function routePost(
  { workspace, pageActions }: RoutedParts,
  request: HttpRequest,
  first: string,
  second: string,
  last: string | undefined,
): Promise<HttpReply> {
  if (first === 'page' && last === undefined) return pageActions.handle(second, request);
  if (first === 'hooks' && last !== undefined) return answerThroughResponseUrl(workspace, last, request);
  return textReply(404, 'Not found.');
}

function routeGet(
  { pageStream, files }: RoutedParts,
  request: HttpRequest,
  response: ServerResponse,
): HttpReply | 'stream' {
  const path = request.url.pathname;
  // A permalink opens the page, which shows the message it names.
  if (path === '/' || path.startsWith('/archives/')) return fileReply('text/html', files.html);
  if (path === '/page.js') return fileReply('text/javascript', files.script);
  if (path === '/page.css') return fileReply('text/css', files.style);
  if (path !== '/page/events') return textReply(404, 'Not found.');
  pageStream.connect(response);
  return 'stream';
}

function fileReply(mediaType: string, body: string): HttpReply {
  return { statusCode: 200, headers: { 'content-type': `${mediaType}; charset=utf-8` }, body };
}
