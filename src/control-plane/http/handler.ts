import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControlPlane } from '../control-plane.ts';
import { readAttempt, readOutcome } from '../engine/outcomes.ts';
import type { ControlPlaneRandom } from '../engine/ports.ts';
import { SerializationException, UnknownOperationException, ValidationException } from '../model/errors.ts';
import { HttpRefusal, sendError, sendJson } from './answers.ts';
import { readJsonBody } from './body.ts';
import { callerOf } from './caller.ts';

const TARGET_PREFIX = 'AwsProton20200720.';
const OUTCOMES_PATH = '/_proton-bot/outcomes';

export interface ControlPlaneHttpOptions {
  /** Larger bodies are refused; 2 MiB by default, ten times what any operation takes. */
  readonly maximumBodyBytes?: number;
  /** Makes the request ids; they count up without it. */
  readonly random?: ControlPlaneRandom;
  /** Told of every fault of the control plane itself, which the caller sees as an InternalServerException. */
  readonly onFault?: (error: unknown) => void;
}

/**
 * Request listener that speaks awsJson1_0: `POST /` with `X-Amz-Target: AwsProton20200720.<Operation>`; and
 * `POST /_proton-bot/outcomes` with `{target, outcome, statusMessage?, on?}`, which scripts deployments.
 * Every answer is JSON, and the promise never rejects.
 */
export function createControlPlaneHttpHandler(
  controlPlane: ControlPlane,
  options: ControlPlaneHttpOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const maximumBodyBytes = options.maximumBodyBytes ?? 2 * 1024 * 1024;
  let requests = 0;

  function requestId(): string {
    requests += 1;
    return options.random?.uuid() ?? `00000000-0000-4000-8000-${requests.toString(16).padStart(12, '0')}`;
  }

  async function answer(request: IncomingMessage): Promise<unknown> {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path !== '/' && path !== OUTCOMES_PATH) {
      throw new HttpRefusal(
        404,
        `There is nothing at this path. Operations are at /, scripted outcomes at ${OUTCOMES_PATH}.`,
      );
    }
    if (request.method !== 'POST') throw new HttpRefusal(405, 'Use the method POST.', { allow: 'POST' });
    if (path === OUTCOMES_PATH) return scriptOutcome(controlPlane, request, maximumBodyBytes);
    const operation = operationOf(request);
    return controlPlane.call(operation, await readJsonBody(request, maximumBodyBytes), callerOf(request.headers));
  }

  return async (request, response) => {
    const headers = { 'x-amzn-requestid': requestId() };
    try {
      sendJson(response, 200, await answer(request), headers);
    } catch (error) {
      // A connection that broke while its body was read has no one left to answer.
      if (request.destroyed && !request.complete) return;
      if (sendError(response, error, headers)) options.onFault?.(error);
    } finally {
      // Reads what is left of a refused body, so that the client gets to see the answer.
      request.resume();
    }
  };
}

function operationOf(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') {
    throw new UnknownOperationException(`The header X-Amz-Target is missing; it must be ${TARGET_PREFIX}<Operation>.`);
  }
  if (!target.startsWith(TARGET_PREFIX)) {
    throw new UnknownOperationException(`The header X-Amz-Target must be ${TARGET_PREFIX}<Operation>.`);
  }
  return target.slice(TARGET_PREFIX.length);
}

async function scriptOutcome(
  controlPlane: ControlPlane,
  request: IncomingMessage,
  maximumBodyBytes: number,
): Promise<unknown> {
  // A web page cannot send this content type to another origin without being asked first, so none can script outcomes.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new HttpRefusal(415, 'Send the outcome with content-type application/json.');
  }
  const body = await readJsonBody(request, maximumBodyBytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SerializationException('The body must be a JSON object {target, outcome}.');
  }
  const { target, outcome, statusMessage, on } = Object.fromEntries<unknown>(Object.entries(body));
  if (statusMessage !== undefined && typeof statusMessage !== 'string') {
    throw new ValidationException('The statusMessage must be a text.');
  }
  if (typeof target !== 'string') throw new ValidationException('The target must be a text.');
  controlPlane.script(target, readOutcome(outcome), { statusMessage, on: on === undefined ? on : readAttempt(on) });
  return {};
}
