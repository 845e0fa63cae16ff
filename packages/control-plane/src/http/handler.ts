import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControlPlane } from '../control-plane.ts';
import type { ControlPlaneRandom } from '../engine/ports.ts';
import { InternalServerException, ProtonError } from '../model/errors.ts';
import type { ControlPlaneRegions } from '../regions.ts';
import { PROTOCOL_CONTENT_TYPE, sendError, sendJson, sendJsonText } from './answers.ts';
import { BrokenConnectionError } from './body.ts';
import { createCallFailures } from './call-failures.ts';
import { AuditNotWrittenError, CallNotes } from './call-notes.ts';
import { answerControl } from './control.ts';
import { answerHealth, HEALTH_PATH } from './health.ts';
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
 * control routes under `/_proton-bot/` (see `routes/`) and `/health`. Every answer is JSON, and the promise never rejects.
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
  const { audit, health } = options;

  /** The output as JSON. */
  async function answer(request: IncomingMessage, headers: Record<string, string>, notes: CallNotes): Promise<string> {
    const { path, query } = addressOf(request);
    if (path === '/') return answerOperation(request, operationContext, notes);
    headers['content-type'] = 'application/json';
    const route = findControlRoute(request.method ?? '', path);
    notes.route = `${String(request.method)} ${path}`;
    return JSON.stringify(await answerControl(request, route, query, operationContext, notes));
  }

  return async (request, response) => {
    const requestId = nextRequestId();
    const headers: Record<string, string> = { 'content-type': PROTOCOL_CONTENT_TYPE, 'x-amzn-requestid': requestId };
    const notes = new CallNotes();
    try {
      checkHost(request, options.onlyLoopbackHosts === true);
      if (health !== undefined && addressOf(request).path === HEALTH_PATH) {
        headers['content-type'] = 'application/json';
        const { httpStatus, body } = await answerHealth(request, health);
        sendJson(response, httpStatus, body, headers);
        return;
      }
      audit?.checkWritable();
      const output = await answer(request, headers, notes);
      audit?.record(notes.ended(requestId, 'OK', 200));
      sendJsonText(response, 200, output, headers);
    } catch (error) {
      if (error instanceof BrokenConnectionError) return;
      const refusal = recorded(error, (name, status) => audit?.record(notes.ended(requestId, name, status)));
      if (sendError(response, refusal, headers)) options.onFault?.(refusal);
    } finally {
      // Reads what is left of a refused body, so that the client gets to see the answer.
      request.resume();
    }
  };
}

/** What to answer in place of an error: that it could not be put on record, if so. */
function recorded(error: unknown, record: (name: string, httpStatus: number) => void): unknown {
  // The call that could not be recorded is in the record already, which is written later.
  if (error instanceof AuditNotWrittenError) return error;
  try {
    const { name, httpStatus } = error instanceof ProtonError ? error : new InternalServerException();
    record(name, httpStatus);
    return error;
  } catch (unwritten) {
    return unwritten;
  }
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
