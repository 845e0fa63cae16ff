import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { instanceEvent } from './support/call-counts.ts';
import { deadLetters } from './support/queues.ts';
import { deployService } from './support/service.ts';
import { logsOf, startTestSession, until } from './support/session.ts';

let session: Session;
let sqs: SQSClient;

beforeAll(async () => {
  session = await startTestSession();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint: session.awsUrl, region: 'eu-central-1', credentials });
  await deployService(session);
});

afterAll(async () => {
  sqs.destroy();
  await session.stop();
});

const secret = 'swordfish';
const event = instanceEvent('orders', 'api', 'SUCCEEDED');

/** What cannot be an event, and what the log must say of it. */
const malformed: readonly (readonly [body: string, reason: RegExp])[] = [
  [`{"source": "aws.proton", "${secret}`, /JSON/],
  [`["${secret}"]`, /object/],
  [JSON.stringify({ ...event, detail: undefined, id: secret }), /detail/],
  [JSON.stringify({ ...event, source: [secret] }), /source/],
  [JSON.stringify({ ...event, 'detail-type': { type: secret } }), /detail-type/],
  [JSON.stringify({ ...event, resources: [], detail: { name: secret, serviceName: [secret] } }), /name/],
];

async function queueUrl(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}

async function receiveAll(url: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies;
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}

/** Lines that the functions logged since, with all of these in them. */
function linesWith(since: number, ...texts: readonly string[]): readonly string[] {
  return logsOf(session)
    .slice(since)
    .filter((line) => texts.every((text) => line.includes(text)));
}

test('what is no event ends in the dead-letter queue as it came, its reason logged; what came with it is handled', async () => {
  const url = await queueUrl('proton-bot-prod-observe');
  const before = logsOf(session).length;
  const good = JSON.stringify({ ...event, id: 'the-good-one' });
  // In one batch, the good one in the middle.
  const bodies = malformed.map(([body]) => body).toSpliced(3, 0, good);
  const Entries = bodies.map((MessageBody, index) => ({ Id: `m${index}`, MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));

  const inFlight = () => session.cloud.queueCounts()['proton-bot-prod-observe']?.inFlight;
  const observations = () => linesWith(before, 'the-good-one', '"observed"').length;
  // Five times it is tried, three minutes apart, which pass at once here; at the sixth receive it is moved.
  const failures = () => linesWith(before, '"level":"ERROR"').length;
  for (let tries = 1; tries <= 5; tries += 1) {
    await until(() => failures() >= tries * malformed.length && inFlight() === malformed.length);
    // What can be read is handled at the first try, and never again.
    expect(observations()).toBe(1);
    session.cloud.revealMessages();
  }
  await until(() => deadLetters(session) === malformed.length);
  const letters = await receiveAll(await queueUrl('proton-bot-prod-observe-dead-letters'));
  expect([...letters].sort()).toEqual(malformed.map(([body]) => body).sort());

  const log = logsOf(session).slice(before);
  for (const [, reason] of malformed) {
    expect(linesWith(before, '"level":"ERROR"').some((line) => reason.test(line))).toBe(true);
  }
  expect(log.join('\n')).not.toContain(secret);
});
