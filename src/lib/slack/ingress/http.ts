/**
 * The input of the ingress: the needed part of an API Gateway HTTP API event (payload 2.0). Its form is checked, because anybody
 * on the internet can send one.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface IncomingEvent {
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
  readonly rawPath?: unknown;
}

/** The answer of the ingress. */
export interface Outcome {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that is proved to come from Slack, in the only form that Bolt always reads correctly. */
export interface VerifiedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text: never base64. */
  readonly body: string;
  readonly path: string;
}
