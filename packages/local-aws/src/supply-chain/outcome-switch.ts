import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { z } from 'zod';
import {
  AwsError,
  answerError,
  answerJson,
  checkInput,
  readBody,
  requestAgain,
  requestPath,
} from '../endpoint/index.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { isSupplyChainTarget } from './scripts.ts';
import type { SupplyChain } from './supply-chain.ts';

const outcomeShape = z.strictObject({
  target: z.string(),
  outcome: z.enum(['succeed', 'fail', 'hang'], 'an instance can succeed, fail or hang'),
  statusMessage: z.string().optional(),
  on: z
    .enum(['deployment', 'deletion'], 'of an instance, the deployment (its creation) and the deletion can be scripted')
    .optional(),
});

/**
 * Makes the listener of `POST …/outcomes {target, outcome, statusMessage?, on?}`, which decides how what is done
 * with a target ends: it takes the targets that are instances, and hands all other requests on as they came, to a service
 * with outcomes of its own.
 */
export function createOutcomeSwitch(
  supplyChain: SupplyChain,
  outcomesPath: string,
  otherwise: RequestListener,
): RequestListener {
  async function switchByTarget(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const content = instanceOutcomeIn(body);
    if (content === undefined) return otherwise(requestAgain(request, body), response);
    const { target, outcome, statusMessage, on } = checkInput(outcomeShape, content);
    checkNoQuery(request);
    supplyChain.script(target, outcome, { statusMessage, on });
    answerJson(response, 200, {});
  }

  return (request, response) => {
    const isOutcome = request.method === 'POST' && requestPath(request).path === outcomesPath;
    // A page of another site cannot send this type without asking first. Whatever else is sent is refused there.
    const isJson = /^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');
    if (!isOutcome || !isJson) return otherwise(request, response);
    switchByTarget(request, response).catch((error: unknown) => answerError(response, error, 'application/json'));
  };
}

/** The content of a body whose target is an instance; undefined for every other one. */
function instanceOutcomeIn(body: Buffer): JsonObject | undefined {
  let content: unknown;
  try {
    content = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(content)) return undefined;
  const { target } = content;
  return typeof target === 'string' && isSupplyChainTarget(target) ? content : undefined;
}

/** Account and region of an instance are in its ARN, not in the query. */
function checkNoQuery(request: IncomingMessage): void {
  if (requestPath(request).queryString === '') return;
  throw new AwsError('ValidationException', 'Instances take no query: for another region, give the ARN as the target.');
}
