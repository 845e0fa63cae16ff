import { bot } from 'proton-bot:configuration';
import { actionSupport, createForms } from 'proton-bot:providers';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import {
  createLog,
  createRequestQueue,
  createSecrets,
  createSsmClient,
  ParametersMissing,
  requireEnvironment,
  systemClock,
} from '../lib/aws/index.ts';
import { createIngress, type Outcome, SigningSecretMissing } from '../lib/slack/ingress/index.ts';

const environment = requireEnvironment([
  'PROTON_BOT_COMMAND_QUEUE_URL',
  'SLACK_SIGNING_SECRET_PARAMETER',
  'SLACK_API_URL',
]);
const log = createLog();
const readSecrets = createSecrets(createSsmClient(), { signingSecret: environment.SLACK_SIGNING_SECRET_PARAMETER });
const formOptions = createForms?.();

/** Slack waits three seconds in all. Both attempts must fit into them, so that the person still sees a failure. */
const queueClient = new SQSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 400, requestTimeout: 800, throwOnRequestTimeout: true },
});
const queue = createRequestQueue(queueClient, environment.PROTON_BOT_COMMAND_QUEUE_URL);

let ingress: ReturnType<typeof createIngress> | undefined;

async function makeIngress(): Promise<ReturnType<typeof createIngress>> {
  const { signingSecret } = await readSecrets();
  const enqueue = queue.send.bind(queue);
  return createIngress({
    signingSecret,
    teamId: bot.slack.teamId,
    enqueue,
    formOptions,
    actionSupport,
    slackApiUrl: environment.SLACK_API_URL,
    clock: systemClock,
    log,
  });
}

/** Slack's one request URL, behind an HTTP API: verifies, queues and acknowledges. Never throws. */
export async function handler(event: APIGatewayProxyEventV2): Promise<Outcome> {
  try {
    ingress ??= await makeIngress();
  } catch (error) {
    const isOurs = error instanceof ParametersMissing || error instanceof SigningSecretMissing;
    log.error('the signing secret cannot be read', { error, ...(isOurs ? { remedy: error.message } : {}) });
    return { statusCode: 500, body: '' };
  }
  return ingress(event);
}
