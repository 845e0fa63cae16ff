import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AwsError, answerError, answerJson } from './answers.ts';
import { type CallInput, parseBody, type RequestHead, readBody } from './request.ts';

/** A call that is told apart: which operation of which service, by the names under which it is counted. */
export interface IdentifiedCall {
  readonly service: string;
  readonly operation: string;
}

/** An error code with its HTTP status. */
type ErrorForm = readonly [code: string, statusCode: number];

/** How a service words a throttle and an internal error: what a client sees when such a fault is switched on. */
export interface FaultErrors {
  readonly throttle: ErrorForm;
  readonly fail: ErrorForm;
}

/** A service behind the endpoint. The endpoint knows none by name: each is registered with it. */
export interface Service {
  /** Under which its calls are counted, and faults are meant for it: `sqs`. */
  readonly name: string;
  readonly faultErrors: FaultErrors;
  /** The operation that a request means; undefined where the request is meant for another service. */
  operationOf(head: RequestHead): string | undefined;
  /** The operation, where only the body names it; then that of {@link operationOf} is a placeholder. */
  operationIn?(body: Buffer): string;
  /** Headers that every answer has, a refusal too. */
  headers?(): Readonly<Record<string, string>>;
  /** Answers a call; its body has not been read yet. */
  serve(call: ServedCall): void;
  /** Writes an error as this service's clients read it. */
  refuse(response: ServerResponse, error: unknown): void;
  /** Said to those who sign for this service and ask for what it does not recognise: `no SQS query protocol: …`. */
  readonly unrecognised?: { readonly signingName: string; readonly what: string };
  /** Serves control routes of the service's own, below the cloud's control path; the others go on to `otherwise`. */
  control?(otherwise: RequestListener): RequestListener;
}

/** What a service needs to answer one call. */
export interface ServedCall {
  readonly operation: string;
  readonly head: RequestHead;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * One operation: checks its parameters, does its work, returns what is written as JSON (undefined: an empty answer). `head` says
 * whose request it is, where that matters.
 */
type JsonOperation = (input: CallInput, head: RequestHead) => unknown;

/** Makes a service that tells its operations apart by the `X-Amz-Target` header, and takes and gives JSON. */
export function createJsonService(options: {
  readonly name: string;
  /** E.g. `AmazonSQS`. */
  readonly targetPrefix: string;
  /** `application/x-amz-json-1.0` or `-1.1`. */
  readonly contentType: string;
  readonly faultErrors: FaultErrors;
  readonly operations: Readonly<Record<string, JsonOperation>>;
  readonly unrecognised?: Service['unrecognised'];
  readonly control?: Service['control'];
}): Service {
  const { name, targetPrefix, contentType, faultErrors, operations, unrecognised, control } = options;
  const refuse = (response: ServerResponse, error: unknown): void => answerError(response, error, contentType);
  const run = async ({ operation, request, head }: ServedCall): Promise<unknown> => {
    const input = parseBody(await readBody(request));
    const work = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (work !== undefined) return work(input, head);
    const known = Object.keys(operations).join(', ');
    throw new AwsError(
      'UnknownOperationException',
      `The local cloud has no ${targetPrefix}.${operation}; it has ${known}.`,
    );
  };
  return {
    name,
    faultErrors,
    operationOf: ({ target }) => operationOfTarget(target, targetPrefix),
    serve: (call) => {
      run(call)
        .then((output) => answerJson(call.response, 200, output, { 'content-type': contentType }))
        .catch((error: unknown) => refuse(call.response, error));
    },
    refuse,
    ...(unrecognised && { unrecognised }),
    ...(control && { control }),
  };
}

/** A request to a service that is told what to do by method, path and query. */
export interface RestRequest extends RequestHead {
  readonly body: Buffer;
}

/** Makes a service that tells its operations apart by method and path. */
export function createRestService(
  options: Pick<Service, 'name' | 'faultErrors' | 'headers' | 'control'> & {
    /** Of requests without a target. */
    readonly operationOf: (head: RequestHead) => string | undefined;
    /** Does its work and returns what is written as JSON. */
    readonly run: (request: RestRequest, operation: string) => unknown;
    /** How errors are written; as the JSON protocols do, unless given. */
    readonly refuse?: Service['refuse'];
  },
): Service {
  const { operationOf, run, ...rest } = options;
  const refuse = options.refuse ?? ((response, error) => answerError(response, error, 'application/json'));
  const answer = async ({ operation, head, request }: ServedCall): Promise<unknown> =>
    run({ ...head, body: await readBody(request) }, operation);
  return {
    ...rest,
    operationOf: (head) => (head.target === undefined ? operationOf(head) : undefined),
    serve: (call) => {
      answer(call)
        .then((output) => answerJson(call.response, 200, output))
        .catch((error: unknown) => refuse(call.response, error));
    },
    refuse,
  };
}

/** Makes a service of a listener that speaks the JSON protocol itself: it gets the requests unread. */
export function createListenerService(
  options: Pick<Service, 'name' | 'faultErrors' | 'control'> & {
    /** E.g. `DynamoDB_20120810`. */
    readonly targetPrefix: string;
    readonly listener: RequestListener;
  },
): Service {
  const { targetPrefix, listener, ...rest } = options;
  return {
    ...rest,
    operationOf: ({ target }) => operationOfTarget(target, targetPrefix),
    serve: ({ request, response }) => listener(request, response),
    refuse: (response, error) => answerError(response, error, 'application/x-amz-json-1.0'),
  };
}

function operationOfTarget(target: string | undefined, targetPrefix: string): string | undefined {
  // Some clients put a namespace before the prefix, others leave it out.
  const [, prefix = '', operation] = /^(.+)\.([^.]+)$/.exec(target ?? '') ?? [];
  return prefix === targetPrefix || prefix.endsWith(`.${targetPrefix}`) ? operation : undefined;
}
