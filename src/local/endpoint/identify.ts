import type { IncomingMessage } from 'node:http';
import { schedulerOperationOf } from '../scheduler/index.ts';
import { AwsError } from './aws-error.ts';
import { requestPath } from './request-path.ts';

/** The services of the local cloud. */
export type ServiceName = 'proton' | 'events' | 'scheduler' | 'sqs' | 'dynamodb' | 'ssm';

/** A request, told apart but not yet read. */
export interface IdentifiedCall {
  readonly service: ServiceName;
  readonly operation: string;
}

const servicesByTargetPrefix: Readonly<Record<string, ServiceName>> = {
  AwsProton20200720: 'proton',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  DynamoDB_20120810: 'dynamodb',
};

/**
 * Says which operation of which service a request means: by `X-Amz-Target`, by the path `/schedules/…`; the credential
 * scope names the service in the refusal of everything else.
 *
 * @throws AwsError UnknownOperationException
 */
export function identifyCall(request: IncomingMessage): IdentifiedCall {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    const service = servicesByTargetPrefix[prefix];
    if (service !== undefined && operation !== '') return { service, operation };
    throw refusal(`no ${target}`);
  }
  const { path } = requestPath(request);
  const schedulerCall = schedulerOperationOf(request.method ?? '', path);
  if (schedulerCall !== undefined) return { service: 'scheduler', operation: schedulerCall.operation };
  const scope = credentialOf(request);
  if (scope?.service === 'sqs') throw refusal('no SQS query protocol: use a client that speaks the JSON protocol');
  throw refusal(
    scope === undefined ? `nothing at ${request.method ?? ''} ${path}` : `no ${scope.service} for this request`,
  );
}

/** Reads the access key and service that a request was signed for. The signature itself is not checked. */
export function credentialOf(request: IncomingMessage): { accessKeyId: string; service: string } | undefined {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/[^/]*\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '');
  return scope?.[1] === undefined || scope[2] === undefined ? undefined : { accessKeyId: scope[1], service: scope[2] };
}

function refusal(what: string): AwsError {
  const services = [...new Set(Object.values(servicesByTargetPrefix)), 'scheduler'].join(', ');
  return new AwsError(
    'UnknownOperationException',
    `The local cloud has ${what}. It has what proton-bot calls of: ${services}.`,
  );
}
