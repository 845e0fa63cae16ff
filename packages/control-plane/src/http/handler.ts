import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControlPlane } from '../control-plane.ts';
import type { ControlPlaneRandom } from '../engine/ports.ts';
import type { ControlPlaneRegions } from '../regions.ts';
import { PROTOCOL_CONTENT_TYPE, sendError, sendJson, sendJsonText } from './answers.ts';
import { BrokenConnectionError } from './body.ts';
import { createCallFailures } from './call-failures.ts';
import { answerControl } from './control.ts';
import { checkHost } from './hosts.ts';
import { createKeeping } from './keeping.ts';
import { answerOperation, type HttpOperationContext } from './operations.ts';
import type { ControlPlaneHttpOptions } from './options.ts';
import { servedPlanes } from './planes.ts';
import { createControlRoutes } from './routes/index.ts';
import { createSignatureCheck, type SignatureCheck } from './signatures/index.ts';

const MAXIMUM_BODY_BYTES = 2 * 1024 * 1024;

/**
 * Request listener that speaks awsJson1_0 (`POST /`, see `answerOperation`) and serves, where that is asked for, the
 * control routes under `/_proton-bot/` (see `routes/`). Every answer is JSON, and the promise never rejects.
 *
 * @param planes one control plane, which serves the calls of every region; or several, of which the region that a call
 *   is signed for chooses
 * @throws TypeError when signatures are required, and credentials or clock for that are missing
 */
export function createControlPlaneHttpHandler(
  planes: ControlPlane | ControlPlaneRegions,
  options: ControlPlaneHttpOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const served = servedPlanes(planes);
  const failures = createCallFailures();
  const findControlRoute = createControlRoutes(served, failures, options);
  const maximumBodyBytes = options.maximumBodyBytes ?? MAXIMUM_BODY_BYTES;
  const operationContext: HttpOperationContext = {
    planes: served,
    failures,
    checkSignature: signatureCheckOf(options),
    maximumBodyBytes,
    keeping: createKeeping(options.keeping),
    parties: options,
  };
  const nextRequestId = createRequestIds(options.random);

  return async (request, response) => {
    const headers: Record<string, string> = {
      'content-type': PROTOCOL_CONTENT_TYPE,
      'x-amzn-requestid': nextRequestId(),
    };
    try {
      checkHost(request, options.onlyLoopbackHosts === true);
      const { path, query } = addressOf(request);
      if (path === '/') {
        sendJsonText(response, 200, await answerOperation(request, operationContext), headers);
      } else {
        headers['content-type'] = 'application/json';
        const route = findControlRoute(request.method ?? '', path);
        sendJson(response, 200, await answerControl(request, route, query, operationContext), headers);
      }
    } catch (error) {
      if (error instanceof BrokenConnectionError) return;
      if (sendError(response, error, headers)) options.onFault?.(error);
    } finally {
      // Reads what is left of a refused body, so that the client gets to see the answer.
      request.resume();
    }
  };
}

function addressOf({ url = '/' }: IncomingMessage): { readonly path: string; readonly query: string } {
  const end = url.indexOf('?');
  return end < 0 ? { path: url, query: '' } : { path: url.slice(0, end), query: url.slice(end + 1) };
}

function signatureCheckOf({
  requireSignatures,
  credentials,
  now,
}: ControlPlaneHttpOptions): SignatureCheck | undefined {
  if (requireSignatures !== true) return undefined;
  if (credentials === undefined || now === undefined) {
    throw new TypeError('To require signatures, give the credentials to check them with, and a clock (now).');
  }
  return createSignatureCheck(credentials, now);
}

/** Ids of requests, which clients show as `$metadata.requestId`; without chance they count up. */
export function createRequestIds(random: ControlPlaneRandom | undefined): () => string {
  if (random !== undefined) return () => random.uuid();
  let requests = 0;
  return () => {
    requests += 1;
    return `00000000-0000-4000-8000-${requests.toString(16).padStart(12, '0')}`;
  };
}
