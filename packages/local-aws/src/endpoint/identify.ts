import type { IncomingMessage } from 'node:http';
import { schedulerOperationOf } from '../scheduler/index.ts';
import { isSupplyChainPath, routeOf } from '../supply-chain/index.ts';
import { AwsError } from './aws-error.ts';
import { requestPath } from './request-path.ts';

/** The services of the local cloud. */
export type ServiceName = 'proton' | 'events' | 'scheduler' | 'sqs' | 'dynamodb' | 'ssm' | 'supplychain';

/** The AWS SDKs sign for Supply Chain under its endpoint's name. */
const SUPPLY_CHAIN_SIGNING_NAME = 'scn';

/** What is counted of the operations that Supply Chain is asked for and does not have here; it refuses them itself. */
const UNKNOWN_OPERATION = '(unknown)';

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
 * Says which operation of which service a request means: by `X-Amz-Target`, by the path `/schedules/…` or `/api/…`; the
 * credential scope names the service in the refusal of everything else.
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
  if (isSupplyChainPath(path) && (scope === undefined || scope.service === SUPPLY_CHAIN_SIGNING_NAME)) {
    return { service: 'supplychain', operation: routeOf(request.method ?? '', path)?.operation ?? UNKNOWN_OPERATION };
  }
  if (scope?.service === 'sqs') throw refusal('no SQS query protocol: use a client that speaks the JSON protocol');
  throw refusal(
    scope === undefined ? `nothing at ${request.method ?? ''} ${path}` : `no ${scope.service} for this request`,
  );
}

/** What a request says that it was signed for. */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Reads the access key, region and service that a request was signed for. The signature itself is not checked. */
export function credentialOf(request: IncomingMessage): Credential | undefined {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/]*)\/([^/]+)\/aws4_request/.exec(
    request.headers.authorization ?? '',
  );
  const [, accessKeyId, region, service] = scope ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}

function refusal(what: string): AwsError {
  const services = [...new Set(Object.values(servicesByTargetPrefix)), 'scheduler', 'supplychain'].join(', ');
  return new AwsError(
    'UnknownOperationException',
    `The local cloud has ${what}. It has what proton-bot calls of: ${services}.`,
  );
}
