import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ActivityListener } from '../activity.ts';
import type { LocalClock } from '../clock.ts';
import { AwsError, answerError, withholdAnswer } from './answers.ts';
import type { CallCounts, Caller, Callers } from './callers.ts';
import { isFromForeignPage, isLoopbackHost } from './loopback-server.ts';
import { type RequestHead, readBody, readHead, requestAgain } from './request.ts';
import type { IdentifiedCall, Service } from './service.ts';

/** What a fault does to a call. */
export type CallFault =
  /** Refused for its rate; not done. */
  | 'throttle'
  /** Refused with an internal error; not done. */
  | 'fail'
  /** The connection breaks before anything is done. */
  | 'reset'
  /** Done, but the answer never arrives. */
  | 'loseAnswer'
  /** The calling environment dies before the call is done. */
  | 'killBefore'
  /** The calling environment dies after the call was done and before it learns so. */
  | 'killAfter';

/** What the endpoint needs: the services, who calls them, and what may go wrong. */
export interface EndpointOptions {
  readonly clock: LocalClock;
  /** In the order in which they are asked whether a request is theirs. */
  readonly services: readonly Service[];
  readonly callers: Callers;
  readonly counts: CallCounts;
  readonly faultOf: (call: IdentifiedCall, caller: Caller | undefined) => CallFault | undefined;
  /** Serves what is no AWS call (control routes, the HTTP API), and leaves the rest to the listener that it is given. */
  readonly besides: (handleCall: RequestListener) => RequestListener;
  readonly onActivity: ActivityListener;
}

/** The request listener of the one AWS endpoint. */
export function createEndpoint(options: EndpointOptions): RequestListener {
  const serve = options.besides((request, response) => handleCall(options, request, response));
  return (request, response) => {
    const refused = refusedAtTheDoor(request);
    if (refused === undefined) return serve(request, response);
    request.resume();
    answerError(response, new AwsError('AccessDenied', refused, { statusCode: 403 }), 'application/json');
  };
}

/** Why a request is refused on every path, before anything reads it. */
function refusedAtTheDoor({ headers }: IncomingMessage): string | undefined {
  if (!isLoopbackHost(headers.host)) return 'Only requests to 127.0.0.1 or localhost are served.';
  if (isFromForeignPage(headers)) {
    return 'Requests of web pages from elsewhere are refused. Use the AWS CLI, an SDK or curl.';
  }
  return undefined;
}

function handleCall(options: EndpointOptions, request: IncomingMessage, response: ServerResponse): void {
  const head = readHead(request);
  const caller = options.callers.find(head.credential?.accessKeyId);
  // What a killed environment sent with its last breath has no effect: a test can rely on what was done before the kill.
  if (caller?.isAlive() === false) return void request.socket.destroy();
  const found = identify(options.services, head);
  if (found === undefined) return answerError(response, refusal(options.services, head), 'application/x-amz-json-1.0');
  const { service, operation } = found;
  const identified = { head, caller, service, operation };
  if (service.operationIn === undefined) return answerCall(options, identified, request, response);
  answerNamedInBody(options, identified, request, response).catch((error: unknown) => service.refuse(response, error));
}

interface Identified {
  readonly head: RequestHead;
  readonly caller: Caller | undefined;
  readonly service: Service;
  readonly operation: string;
}

async function answerNamedInBody(
  options: EndpointOptions,
  identified: Identified,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const operation = identified.service.operationIn?.(body) ?? identified.operation;
  answerCall(options, { ...identified, operation }, requestAgain(request, body), response);
}

/** Counts a call, and lets its service answer it, or a fault have its way. */
function answerCall(
  options: EndpointOptions,
  { head, caller, service, operation }: Identified,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  for (const [name, value] of Object.entries(service.headers?.() ?? {})) response.setHeader(name, value);
  const call = { service: service.name, operation };
  options.counts.record(caller?.functionName, call);
  const fault = options.faultOf(call, caller);
  tellWhenOver(options, call, caller, fault, response);
  if (fault === 'killBefore') caller?.kill();
  if (fault === 'killBefore' || fault === 'reset') return void request.socket.destroy();
  if (fault === 'throttle' || fault === 'fail') {
    request.resume();
    return service.refuse(response, faultError(service, fault));
  }
  if (fault === 'killAfter') withholdAnswer(response, () => caller?.kill());
  if (fault === 'loseAnswer') withholdAnswer(response, () => undefined);
  service.serve({ operation, head, request, response });
}

function identify(
  services: readonly Service[],
  head: RequestHead,
): { readonly service: Service; readonly operation: string } | undefined {
  for (const service of services) {
    const operation = service.operationOf(head);
    if (operation !== undefined) return { service, operation };
  }
  return undefined;
}

/** Why nobody took a request. The credential scope names the service that it was meant for. */
function refusal(services: readonly Service[], { target, method, path, credential }: RequestHead): AwsError {
  const unrecognised = services.find(
    (service) => service.unrecognised?.signingName === credential?.service,
  )?.unrecognised;
  let what = `nothing at ${method} ${path}`;
  if (target !== undefined) what = `no ${target}`;
  else if (credential !== undefined) what = unrecognised?.what ?? `no ${credential.service} for this request`;
  const names = services.map(({ name }) => name).join(', ');
  return new AwsError('UnknownOperationException', `The local cloud has ${what}. It has operations of: ${names}.`);
}

/** The error a service answers under a fault. */
function faultError({ faultErrors }: Service, fault: 'throttle' | 'fail'): AwsError {
  const [code, statusCode] = faultErrors[fault];
  const message = fault === 'throttle' ? 'Rate exceeded' : 'An internal error occurred (a fault that was switched on).';
  return new AwsError(code, message, { statusCode });
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
