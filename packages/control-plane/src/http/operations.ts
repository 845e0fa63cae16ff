import type { IncomingMessage } from 'node:http';
import { UnknownOperationException } from '../model/errors.ts';
import { isRead } from '../model/validation.ts';
import { jsonOf } from '../operations/views/remembered.ts';
import { parseBody, readBody } from './body.ts';
import type { CallFailures } from './call-failures.ts';
import type { CallNotes } from './call-notes.ts';
import { accountOf, expectedDeploymentOf, readCredential } from './caller.ts';
import type { Keeping } from './keeping.ts';
import type { ControlPlaneHttpOptions } from './options.ts';
import type { ServedPlanes } from './planes.ts';
import { wrongMethod } from './refusal.ts';
import type { SignatureCheck } from './signatures/index.ts';

const TARGET_PREFIX = 'AwsProton20200720.';

/** What operations are run with. */
export interface HttpOperationContext {
  readonly planes: ServedPlanes;
  readonly failures: CallFailures;
  readonly checkSignature: SignatureCheck | undefined;
  readonly maximumBodyBytes: number;
  readonly keeping: Keeping;
  readonly parties: Pick<ControlPlaneHttpOptions, 'accounts' | 'credentials'>;
}

/**
 * Runs the operation of a request, `POST /` with `X-Amz-Target: AwsProton20200720.<Operation>`, and answers its output as JSON.
 * The order of the refusals is that of AWS as far as one knows: what is asked for, who asks, how it is said.
 * @param notes receives what becomes known of the call
 * @throws ProtonError, BrokenConnectionError
 */
export async function answerOperation(
  request: IncomingMessage,
  parts: HttpOperationContext,
  notes: CallNotes,
): Promise<string> {
  if (request.method !== 'POST') throw wrongMethod(['POST']);
  const operation = operationOf(request);
  notes.operation = operation;
  const body = await readBody(request, parts.maximumBodyBytes);
  const credential = readCredential(request.headers.authorization);
  notes.credential = credential;
  parts.checkSignature?.(request, body);
  notes.isVerified = parts.checkSignature !== undefined;
  const accountId = accountOf(credential, parts.parties);
  notes.accountId = accountId;
  const plane = parts.planes.ofCall(credential?.region);
  parts.failures.apply(operation);
  const input = parseBody(body);
  notes.input = input;
  const context = { accountId, expectedDeploymentId: expectedDeploymentOf(request.headers) };
  const call = (): string => jsonOf(plane.call(operation, input, context));
  return isRead(operation) ? parts.keeping.read(call) : parts.keeping.write(call);
}

/** A repeated header arrives as one text with commas, which names no operation. */
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
