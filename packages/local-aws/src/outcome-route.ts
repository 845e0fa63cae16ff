import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AwsError, answerError, answerJson, readBody, requestAgain, requestPath } from './endpoint/index.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** Which scripts of outcomes a service takes, and what it does with one. */
export interface OutcomeRouteOptions {
  /** Where scripts are sent to, whatever service they are for: `…/outcomes`. */
  readonly path: string;
  /** Whether a target is one of the service's. */
  readonly isTarget: (target: string) => boolean;
  /** Takes a script, or throws what is wrong with it. */
  readonly take: (content: JsonObject) => void;
  /** Why such a target takes no query, which would name a Region: its ARN does. */
  readonly whyNoQuery: string;
}

/**
 * Makes the listener of `POST …/outcomes {target, outcome, …}`, which decides how what is done with a target ends: it takes the
 * targets that are the service's, and hands all other requests on as they came, to the next service with outcomes of its own.
 */
export function createOutcomeRoute(options: OutcomeRouteOptions, otherwise: RequestListener): RequestListener {
  const { path, isTarget, take, whyNoQuery } = options;

  async function switchByTarget(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const content = contentIn(body);
    const target = content?.['target'];
    if (content === undefined || typeof target !== 'string' || !isTarget(target)) {
      return otherwise(requestAgain(request, body), response);
    }
    if (requestPath(request).queryString !== '') throw new AwsError('ValidationException', whyNoQuery);
    take(content);
    answerJson(response, 200, {});
  }

  return (request, response) => {
    const isOutcome = request.method === 'POST' && requestPath(request).path === path;
    // A page of another site cannot send this type without asking first. Whatever else is sent is refused there.
    const isJson = /^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');
    if (!isOutcome || !isJson) return otherwise(request, response);
    switchByTarget(request, response).catch((error: unknown) => answerError(response, error, 'application/json'));
  };
}

function contentIn(body: Buffer): JsonObject | undefined {
  try {
    const content: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}
