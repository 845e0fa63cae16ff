import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ActivityListener } from '../activity.ts';
import type { LocalClock } from '../clock.ts';
import { type createSchedulerService, schedulerOperationOf } from '../scheduler/index.ts';
import { answerError, answerJson, answerRestError, withholdAnswer } from './answers.ts';
import { AwsError } from './aws-error.ts';
import type { CallCounts } from './call-counts.ts';
import type { Caller, Callers } from './callers.ts';
import { credentialOf, type IdentifiedCall, identifyCall, type ServiceName } from './identify.ts';
import { parseBody } from './input.ts';
import type { JsonService } from './json-service.ts';
import { isLoopbackHost } from './loopback-server.ts';
import { readBody } from './read-body.ts';
import { requestPath } from './request-path.ts';
import { type RestService, readRestRequest } from './rest-request.ts';
import { type CallFault, faultError } from './service-faults.ts';

/** What the endpoint needs: the services, who calls them, and what may go wrong. */
export interface EndpointOptions {
  readonly clock: LocalClock;
  readonly jsonServices: Readonly<Record<'events' | 'sqs' | 'ssm', JsonService>>;
  readonly scheduler: ReturnType<typeof createSchedulerService>;
  readonly supplyChain: RestService;
  /** What Supply Chain's answers are told apart by, for those who ask AWS about one. */
  readonly newRequestId: () => string;
  /** Proton and DynamoDB answer for themselves; they get the request unread. */
  readonly listeners: Readonly<Record<'proton' | 'dynamodb', RequestListener>>;
  readonly callers: Callers;
  readonly counts: CallCounts;
  readonly faultOf: (call: IdentifiedCall, caller: Caller | undefined) => CallFault | undefined;
  /** Handles a request that is no AWS call (`/_proton-bot/…`, `/_http-api/…`); says whether it did. */
  readonly handleOther: (request: IncomingMessage, response: ServerResponse, path: string) => boolean;
  readonly onActivity: ActivityListener;
}

const REST_CONTENT_TYPE = 'application/json';

/** The request listener of the one AWS endpoint. */
export function createEndpoint(options: EndpointOptions): RequestListener {
  return (request, response) => {
    if (!isLoopbackHost(request.headers.host)) {
      return answerError(
        response,
        new AwsError('AccessDenied', 'Only requests to 127.0.0.1 or localhost are served.', { statusCode: 403 }),
        'application/json',
      );
    }
    if (!options.handleOther(request, response, requestPath(request).path)) handleCall(options, request, response);
  };
}

function handleCall(options: EndpointOptions, request: IncomingMessage, response: ServerResponse): void {
  const caller = options.callers.find(credentialOf(request)?.accessKeyId);
  // What a killed environment sent with its last breath has no effect: a test can rely on what was done before the kill.
  if (caller?.isAlive() === false) return void request.socket.destroy();
  let call: IdentifiedCall;
  try {
    call = identifyCall(request);
  } catch (error) {
    return answerError(response, error, 'application/x-amz-json-1.0');
  }
  if (call.service === 'supplychain') response.setHeader('x-amzn-requestid', options.newRequestId());
  options.counts.record(caller?.functionName, call.service, call.operation);
  const fault = options.faultOf(call, caller);
  tellWhenOver(options, call, caller, fault, response);
  if (fault === 'killBefore') caller?.kill();
  if (fault === 'killBefore' || fault === 'reset') return void request.socket.destroy();
  if (fault === 'throttle' || fault === 'fail') {
    request.resume();
    return refuse(options, call.service, response, faultError(call.service, fault));
  }
  if (fault === 'killAfter') withholdAnswer(response, () => caller?.kill());
  if (fault === 'loseAnswer') withholdAnswer(response, () => undefined);
  dispatch(options, call, request, response);
}

function dispatch(
  options: EndpointOptions,
  call: IdentifiedCall,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { service } = call;
  if (service === 'proton' || service === 'dynamodb') return options.listeners[service](request, response);
  const contentType = contentTypeOf(options, service);
  runOperation(options, call, request)
    .then((output) => answerJson(response, 200, output, { 'content-type': contentType }))
    .catch((error: unknown) => refuse(options, service, response, error));
}

function refuse(options: EndpointOptions, service: ServiceName, response: ServerResponse, error: unknown): void {
  if (service === 'supplychain') answerRestError(response, error);
  else answerError(response, error, contentTypeOf(options, service));
}

async function runOperation(
  options: EndpointOptions,
  call: IdentifiedCall,
  request: IncomingMessage,
): Promise<unknown> {
  if (call.service === 'supplychain') return options.supplyChain(await readRestRequest(request));
  const input = parseBody(await readBody(request));
  if (call.service === 'scheduler') {
    const { path, queryString } = requestPath(request);
    const name = schedulerOperationOf(request.method ?? '', path)?.name ?? '';
    const query = Object.fromEntries(new URLSearchParams(queryString));
    return options.scheduler({ operation: call.operation, name, query, body: input });
  }
  if (call.service === 'proton' || call.service === 'dynamodb') return undefined;
  const { operations, targetPrefix } = options.jsonServices[call.service];
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (operation === undefined) {
    const known = Object.keys(operations).join(', ');
    throw new AwsError(
      'UnknownOperationException',
      `The local cloud has no ${targetPrefix}.${call.operation}; it has ${known}.`,
    );
  }
  return operation(input);
}

function contentTypeOf(options: EndpointOptions, service: ServiceName): string {
  if (service === 'events' || service === 'sqs' || service === 'ssm') return options.jsonServices[service].contentType;
  return service === 'scheduler' || service === 'supplychain' ? REST_CONTENT_TYPE : 'application/x-amz-json-1.0';
}

function tellWhenOver(
  { clock, onActivity }: EndpointOptions,
  { service, operation }: IdentifiedCall,
  caller: Caller | undefined,
  fault: CallFault | undefined,
  response: ServerResponse,
): void {
  response.once('close', () => {
    onActivity({
      kind: 'call',
      atMs: clock.nowMs(),
      ...(caller && { functionName: caller.functionName }),
      service,
      operation,
      ...(response.writableFinished && { statusCode: response.statusCode }),
      ...(fault && { fault }),
    });
  });
}
