import { App, AwsLambdaReceiver } from '@slack/bolt';
import { BotError } from '../../model/errors.ts';
import type { Log } from '../../ports.ts';
import { isAllowedResponseUrl } from '../response-url.ts';
import { boltLogger } from './bolt-logger.ts';
import { guard } from './guard.ts';
import type { IncomingEvent, Outcome, VerifiedRequest } from './http.ts';
import { type ListenerOptions, listen } from './listeners.ts';
import { createViewOpener, type OpenView } from './view-opener.ts';

/** The signing secret is empty, so anybody could sign. */
export class SigningSecretMissing extends BotError {
  override readonly name = 'SigningSecretMissing';
  override readonly retryable = false;
  constructor() {
    super('the Slack signing secret is empty: put the one from the app’s "Basic Information" page into the parameter');
  }
}

export interface IngressOptions extends ListenerOptions {
  /** From the app's "Basic Information" page. Never logged. */
  readonly signingSecret: string;
  /** For response URLs and the Web API; the default is the platform's own. */
  readonly fetch?: typeof fetch;
  /** Where Slack is, if it is a local one: its response URLs may be posted to, in addition to those of Slack's own host. */
  readonly slackApiUrl?: string | undefined;
}

/** A request names an address for answers that is not Slack's. */
class ResponseUrlNotAllowed extends BotError {
  override readonly name = 'ResponseUrlNotAllowed';
  override readonly retryable = false;
  constructor() {
    super('nothing is posted to an address that is not Slack’s');
  }
}

/** Slack waits three seconds in all. The answer with a refusal must also fit into them. */
const respondTimeoutMs = 1000;

/**
 * Receives HTTP events, refuses requests that Slack has not signed, and queues people's requests. Without forms it has no bot
 * token and makes no call to Slack's Web API. With forms it only opens them.
 *
 * @throws SigningSecretMissing
 */
export function createIngress(options: IngressOptions): (event: IncomingEvent | null | undefined) => Promise<Outcome> {
  const { signingSecret, clock, log } = options;
  if (signingSecret === '') throw new SigningSecretMissing();
  const logger = boltLogger(log);
  const receiver = new AwsLambdaReceiver({ signingSecret, logger });
  const app = new App({
    receiver,
    logger,
    // Without it Bolt calls `auth.test` at every cold start or for every request, and handles nothing if that fails.
    authorize: () => Promise.resolve({}),
    convoStore: false,
    clientOptions: { logger, fetch: onlyToSlack(options) },
  });
  // Rethrowing would turn an acknowledged request into a 500.
  app.error((error) => {
    log.error('a listener failed', { error: error.code });
    return Promise.resolve();
  });
  listen(app, options, openViewOf(options));
  const handle = receiver.toHandler();
  return guard(async (request) => readOrRefused(outcomeOf(await handle(eventOf(request), {})), log), {
    signingSecret,
    clock,
    log,
  });
}

function openViewOf({ formOptions, log, fetch: fetchFunction }: IngressOptions): OpenView | undefined {
  return formOptions && createViewOpener(formOptions.views, log, fetchFunction ?? fetch);
}

/** With it, Bolt only posts to response URLs. The same addresses are allowed as in the worker, which posts all other answers. */
function onlyToSlack({ fetch: fetchFunction = fetch, slackApiUrl }: IngressOptions): typeof fetch {
  return (url, init) => {
    const address = url instanceof Request ? url.url : String(url);
    if (!isAllowedResponseUrl(address, slackApiUrl)) return Promise.reject(new ResponseUrlNotAllowed());
    return fetchFunction(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(respondTimeoutMs) });
  };
}

type BoltHandler = ReturnType<AwsLambdaReceiver['toHandler']>;

function eventOf({ headers, body, path }: VerifiedRequest): Parameters<BoltHandler>[0] {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { ...headers },
    body,
    isBase64Encoded: false,
    requestContext: {},
  };
}

function outcomeOf({ statusCode, headers, body }: Awaited<ReturnType<BoltHandler>>): Outcome {
  if (headers === undefined) return { statusCode, body };
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { statusCode, headers: Object.fromEntries(texts), body };
}

/**
 * Bolt (5.1.0) answers 404 if no listener matches a request, and 500 if a request lacks a required member, such as a click
 * without a person. Both are signed, but the bot cannot handle them: a bad request. A failure in a listener does not come here,
 * because `app.error` handles it.
 */
function readOrRefused(outcome: Outcome, log: Log): Outcome {
  const { statusCode } = outcome;
  if (statusCode !== 404 && statusCode !== 500) return outcome;
  log.warn('a signed request is none that this bot listens to');
  return { statusCode: 400, body: '' };
}
