import { App, AwsLambdaReceiver } from '@slack/bolt';
import { BotError } from '../../model/errors.ts';
import type { Log } from '../../ports.ts';
import { boltLogger } from './bolt-logger.ts';
import { guard } from './guard.ts';
import type { IncomingEvent, Outcome, VerifiedRequest } from './http.ts';
import { type ListenerOptions, listen } from './listeners.ts';
import { createViewOpener, type OpenView } from './view-opener.ts';

/** A signing secret that is empty, with which anybody could sign. */
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
  /** For response URLs and the Web API; the platform's own where not given. */
  readonly fetch?: typeof fetch;
}

/** Slack waits three seconds in all; telling a refusal is the last resource that happens in them. */
const respondTimeoutMs = 1000;

/**
 * The bot's ear: takes HTTP events, refuses what Slack has not signed, and queues what people ask for. Where nothing can be
 * asked for it holds no bot token and makes no call to Slack's Web API; else it opens forms, and nothing more.
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
    // Without it Bolt calls `auth.test`, at every cold start or for every request, and stays deaf where that fails.
    authorize: () => Promise.resolve({}),
    convoStore: false,
    clientOptions: { logger, fetch: withTimeout(options.fetch ?? fetch) },
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

function withTimeout(fetchFunction: typeof fetch): typeof fetch {
  return (url, init) =>
    fetchFunction(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(respondTimeoutMs) });
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
 * Bolt (5.1.0) answers 404 where no listener is for a request, and 500 where it stumbles over one that lacks what its type
 * promises, such as a click without a person. Either way it is signed, and nothing that this bot can do: a bad request. What
 * fails in a listener does not come here, as `app.error` takes it.
 */
function readOrRefused(outcome: Outcome, log: Log): Outcome {
  const { statusCode } = outcome;
  if (statusCode !== 404 && statusCode !== 500) return outcome;
  log.warn('a signed request is none that this bot listens to');
  return { statusCode: 400, body: '' };
}
