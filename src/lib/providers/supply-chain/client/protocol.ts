import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { collectBody } from '@smithy/core/protocols';
import type {
  HandlerExecutionContext,
  HttpResponse,
  MetadataBearer,
  OperationSchema,
  SerdeFunctions,
} from '@smithy/types';
import { problemIn, readAnswerBody } from './answer-body.ts';
import { errorOf } from './error-answer.ts';
import { UnreadableAnswer } from './errors.ts';

/**
 * restJson1 (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html) as in the SDK, but with a stricter check of
 * answers. Any answer, from any sender, becomes an output with its required members, or one of the errors of this client.
 */
export class SupplyChainProtocol extends AwsRestJsonProtocol {
  override async deserializeResponse<Output extends MetadataBearer>(
    operationSchema: OperationSchema,
    context: HandlerExecutionContext & SerdeFunctions,
    response: HttpResponse,
  ): Promise<Output> {
    const operation = operationSchema.name;
    const metadata = this.deserializeMetadata(response);
    const unreadable = (problem: string) => {
      const message =
        `${operation} was answered with HTTP ${response.statusCode}, but ${problem}. What was asked for may have been done: ` +
        'look before asking again, and see what answers (AWS_ENDPOINT_URL_SUPPLYCHAIN, AWS_ENDPOINT_URL, or a proxy).';
      return new UnreadableAnswer({ message, $metadata: metadata });
    };
    const bytes = await collectBody(response.body, context).catch((error: unknown) => {
      // A broken connection is tried again like any other failure (if the caller allows more than one attempt).
      throw isCutOff(error) ? Object.assign(unreadable('its body was cut off'), { $retryable: {} }) : error;
    });
    const body = readAnswerBody(bytes);
    if (response.statusCode >= 300) throw errorOf(response, body, metadata, operation);
    const problem = problemIn(body, operation === 'ListInstances' ? 'instances' : 'instance');
    if (problem !== undefined) throw unreadable(problem);
    response.body = bytes;
    return super.deserializeResponse(operationSchema, context, response);
  }
}

const codesOfBrokenConnections: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

function isCutOff(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codesOfBrokenConnections.has(error.code);
}
