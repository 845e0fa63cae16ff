import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ManualClock } from '@proton-bot/local-aws';
import { commandQueue, longestUncertaintyMs } from '../../src/lib/flow/index.ts';
import type { ItemKey } from '../../src/lib/model/item.ts';
import type { Session } from '../../src/local/index.ts';
import { instanceEvent } from '../e2e/support/call-counts.ts';
import { installFleet, unhurried } from '../e2e/support/fleet.ts';
import { onCall } from '../e2e/support/people.ts';
import { hangUpdate, instanceStatus } from '../e2e/support/service.ts';
import { startTestSession, until } from '../e2e/support/session.ts';
import { storedItems } from '../e2e/support/table.ts';
import { Relay, type WireAnswer } from './support/relay.ts';
import {
  bundleInto,
  type FunctionName,
  RelayedFunction,
  type RelayedFunctionOptions,
} from './support/relayed-function.ts';

/** What the functions' bundles say to AWS and to Slack, and what they make of an answer that only a relay can give. */
let session: Session;
let relay: Relay;
let folder = '';
const running: RelayedFunction[] = [];

const fleetSize = 25;
const service = `${unhurried}-0`;
const channelId = 'C0DEPLOYS';
const parameterName = '/proton-bot/slack/bot-token';
const operations = {
  sendHints: 'AmazonSQS.SendMessageBatch',
  putOff: 'AmazonSQS.ChangeMessageVisibilityBatch',
  readSecrets: 'AmazonSSM.GetParameters',
  cancel: 'AwsProton20200720.CancelServiceInstanceDeployment',
  post: '/api/chat.postMessage',
  createInstance: '/api/instance',
} as const;

function start(name: FunctionName, options?: RelayedFunctionOptions): RelayedFunction {
  const started = new RelayedFunction(name, folder, session, relay, options);
  running.push(started);
  return started;
}

/** The bodies of the messages in a `SendMessageBatch`, or whatever else a batch holds. */
function entriesOf(input: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(input['Entries']) ? input['Entries'] : [];
}

/** Deployments that hang, of which the session's own functions hear nothing and tell nobody. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-wire-'));
  await bundleInto(folder, ['observe', 'sweep', 'discover', 'command', 'notify']);
  session = await startTestSession();
  relay = new Relay(session);
  await relay.start();
  const fleet = installFleet(session, fleetSize, unhurried);
  session.cloud.setFaults({ events: [{ pattern: { source: ['aws.proton', 'proton-bot'] }, drop: 1 }] });
  for (const { service: name, instance } of fleet) hangUpdate(session, name, instance);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  relay.reset();
});

afterAll(async () => {
  await relay.stop();
  await session.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A job as the sweep makes it. */
function jobFor(provider: string) {
  const enqueuedAtMs = Date.now();
  return { provider, scope: 'own', enqueuedAtMs, expiresAtMs: enqueuedAtMs + 60_000 };
}

describe('discover', () => {
  test('queues ten hints a call, and once more what the queue did not take of them', async () => {
    const taken: unknown[] = [];
    let refused = 0;
    relay.intercept = async ({ operation, input }, forward) => {
      if (operation !== operations.sendHints) return undefined;
      const entries = entriesOf(input);
      const kept = refused === 0 ? entries.slice(3) : entries;
      refused += entries.length - kept.length;
      taken.push(...kept.map(({ MessageBody }) => MessageBody));
      const answer = await forward({ ...input, Entries: kept });
      const left = entries.slice(0, entries.length - kept.length);
      const Failed = left.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
      return { ...answer, body: { ...JSON.parse(String(answer.body)), ...(Failed.length > 0 && { Failed }) } };
    };
    expect((await start('discover').invokeWith([jobFor('proton')])).failed).toEqual([]);
    const sizes = relay.inputsOf(operations.sendHints).map((input) => entriesOf(input).length);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([3, 5, 10, 10]);
    expect(refused).toBe(3);
    expect(new Set(taken).size).toBe(fleetSize);
    expect(taken).toHaveLength(fleetSize);
  });

  test('lists one back end while another never answers', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    relay.intercept = async ({ operation }) => {
      if (operation.startsWith('AwsProton20200720.')) await held;
      return undefined;
    };
    const silent = start('discover').invokeWith([jobFor('proton')]);
    await until(() => relay.calls.some(({ operation }) => operation.startsWith('AwsProton20200720.')));
    const other = start('discover');
    expect((await other.invokeWith([jobFor('supplyChain')])).failed).toEqual([]);
    expect(await other.log()).toMatch(/"provider":"supplyChain".*"outcome":"listed"/);
    release();
    await silent;
  });

  test('says which back end, scope and operation failed, and gives the message back', async () => {
    relay.intercept = ({ operation }) =>
      operation === 'AwsProton20200720.ListEnvironments'
        ? { statusCode: 400, body: { __type: 'com.amazonaws.proton.v20200720#AccessDeniedException' } }
        : undefined;
    const discover = start('discover');
    expect((await discover.invokeWith([jobFor('proton')])).failed).toEqual([0]);
    const log = await discover.log();
    expect(log).toMatch(
      /something could not be listed.*"provider":"proton","scope":"own","operation":"ListEnvironments"/,
    );
    expect(log).toContain('ListEnvironments failed: AccessDeniedException');
  });

  test('drops a job of what is not served any more', async () => {
    const discover = start('discover');
    expect((await discover.invokeWith([{ ...jobFor('proton'), scope: 'gone' }])).failed).toEqual([]);
    expect((await discover.invokeWith([jobFor('gone')])).failed).toEqual([]);
    expect((await discover.log()).match(/a job is about what is not served any more/g)).toHaveLength(2);
  });
});

describe('sweep', () => {
  test('fails when the queue takes some of them never, and says how many', async () => {
    relay.intercept = ({ operation, input }) => {
      if (operation !== operations.sendHints) return undefined;
      const Failed = entriesOf(input).map(({ Id }) => ({ Id, Code: 'OverLimit', SenderFault: true }));
      return { statusCode: 200, body: { Failed, Successful: [] } };
    };
    const sweep = start('sweep');
    expect((await sweep.invoke({})).outcome).toBe('error');
    expect(await sweep.log()).toContain('the sweep is incomplete (what is to be listed: MessagesNotQueued)');
    // Three times for the jobs of both back ends.
    expect(relay.inputsOf(operations.sendHints).map((input) => entriesOf(input).length)).toEqual([2, 2, 2]);
  });

  test('runs until Lambda kills it: nothing ends it shortly before, and lets it go on in a later invocation', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    relay.intercept = async ({ operation }) => {
      if (operation.startsWith('DynamoDB')) await held;
      return undefined;
    };
    // Nobody kills it here; what it has left of its time is long over when it may go on.
    const sweep = start('sweep', { timeoutSeconds: 0.2, clock: new ManualClock(0) });
    const ending = sweep.invoke({});
    await until(() => relay.calls.length > 0);
    await sleep(400);
    release();
    expect(await ending).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('observe', () => {
  test('looks at two targets side by side, at each once at a time, and in the order of its messages', async () => {
    const lookedAt: string[] = [];
    const busy = new Set<string>();
    let sawBothBusy = false;
    let doubled = false;
    relay.intercept = async ({ operation, input }, forward) => {
      if (operation !== 'AwsProton20200720.GetServiceInstance') return undefined;
      const name = String(input['name']);
      doubled ||= busy.has(name);
      busy.add(name);
      lookedAt.push(name);
      // The first look at one waits for the first look at the other: were they not side by side, neither would come.
      if (!sawBothBusy) await until(() => sawBothBusy || busy.size === 2);
      sawBothBusy = true;
      const answer = await forward(input);
      busy.delete(name);
      return answer;
    };
    const eventOf = (instance: string, index: number) => ({
      ...instanceEvent(service, instance, 'IN_PROGRESS'),
      id: `${instance}-${index}`,
    });
    const batch = [0, 1, 2].flatMap((index) => [eventOf('i0', index), eventOf('i1', index)]);
    const observe = start('observe');
    expect((await observe.invokeWith(batch)).failed).toEqual([]);
    expect(doubled).toBe(false);
    const ids = [...(await observe.log()).matchAll(/"eventId":"(i\d-\d)"/g)].map(([, id = '']) => id);
    for (const instance of ['i0', 'i1']) {
      const ownIds = ids.filter((id) => id.startsWith(`${instance}-`));
      expect(ownIds).toEqual([0, 1, 2].map((index) => `${instance}-${index}`));
      expect(lookedAt).toContain(instance);
    }
  });
});

describe('a back end that is not enabled any more', () => {
  test('is asked nothing, and what is still said of it is dropped with the reason', async () => {
    const reference = { on: 'deployment', provider: 'elsewhere', kind: 'instance', name: 'factory' };
    const observe = start('observe');
    expect((await observe.invokeWith([{ cause: 'schedule', reference }])).failed).toEqual([]);
    expect(await observe.log()).toContain('\\"elsewhere\\" is not enabled');
    expect(relay.calls).toEqual([]);
  });
});

describe('a batch', () => {
  test('is not begun where its time is nearly over: a kill in the middle would cost a lease', async () => {
    const observe = start('observe', { timeoutSeconds: 5 });
    const batch = ['i0', 'i1'].map((instance) => instanceEvent(service, instance, 'IN_PROGRESS'));
    expect((await observe.invokeWith(batch)).failed).toEqual([0, 1]);
    expect(relay.calls).toEqual([]);
    expect(await observe.log()).toContain('the invocation had no time left for this message; it comes back');
  });

  test('comes back by itself where the queue does not let it be put off', async () => {
    relay.intercept = ({ operation }) =>
      operation === operations.putOff
        ? { statusCode: 403, body: { __type: 'com.amazon.coral.service#AccessDeniedException' } }
        : operation.startsWith('DynamoDB')
          ? { statusCode: 400, body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' } }
          : undefined;
    const notify = start('notify');
    const keys = ['one', 'two'].map((target) => ({ source: 'proton-bot', detail: { key: { target, attempt: '1' } } }));
    expect((await notify.invokeWith(keys)).failed).toEqual([0, 1]);
    // Both with one call, so that however many fail near the timeout, the answer about the rest still comes.
    expect(relay.inputsOf(operations.putOff).map((input) => entriesOf(input).length)).toEqual([2]);
    expect(await notify.log()).toContain('messages could not be put off');
  });
});

describe('notify', () => {
  /** What wakes the notifier for the item of an instance; the item comes to be by a look at it. */
  async function wakeUpFor(
    instance: string,
  ): Promise<{ readonly source: string; readonly detail: { readonly key: ItemKey } }> {
    await start('observe').invokeWith([instanceEvent(service, instance, 'IN_PROGRESS')]);
    const items = await storedItems(session);
    const item = items.find(({ key }) => key.target.endsWith(`:service/${service}/service-instance/${instance}`));
    if (item === undefined) throw new Error(`there is no item of ${instance}`);
    return { source: 'proton-bot', detail: { key: item.key } };
  }

  const answers: readonly (readonly [string, WireAnswer, number])[] = [
    ['429', { statusCode: 429, headers: { 'retry-after': '7' }, body: { ok: false, error: 'ratelimited' } }, 7],
    ['500', { statusCode: 500, body: 'no' }, 5],
  ];

  test.each(answers)(
    'a %s of Slack puts its messages off for as long as it takes, and only those',
    async (status, answer, seconds) => {
      const [busyName, otherName] = status === '429' ? ['i2', 'i3'] : ['i4', 'i5'];
      const busy = await wakeUpFor(busyName);
      const other = await wakeUpFor(otherName);
      relay.reset();
      relay.intercept = async ({ operation, input }) => {
        if (operation !== operations.post || !JSON.stringify(input).includes(`${service}/${busyName}\``))
          return undefined;
        // Once Slack asks to wait, nobody writes to the channel: so the other one's message and reply go first.
        await until(() => relay.inputsOf(operations.post).length === 3);
        return answer;
      };
      const notify = start('notify');
      const { failed, receiptHandles } = await notify.invokeWith([busy, other, busy]);
      expect(failed).toEqual([0, 2]);
      const [putOff, ...more] = relay.inputsOf(operations.putOff).map(entriesOf);
      expect(more).toEqual([]);
      expect(putOff?.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(receiptHandles);
      expect(putOff?.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual([seconds, seconds]);
      const log = await notify.log();
      expect(log).toContain('the chat is busy; the messages wait');
      expect(log).not.toContain('"level":"ERROR"');
      const told = session.slack.workspace.messages(channelId).map(({ text }) => text);
      expect(told.filter((text) => text.includes(`${service}/${otherName}\``))).toHaveLength(1);
    },
  );

  test('reads the token once, decrypted, and keeps it out of the log', async () => {
    const notify = start('notify');
    // The first two ask for it side by side.
    expect((await notify.invokeWith([await wakeUpFor('i6'), await wakeUpFor('i7')])).failed).toEqual([]);
    expect((await notify.invokeWith([await wakeUpFor('i8')])).failed).toEqual([]);
    expect(relay.inputsOf(operations.post).length).toBeGreaterThanOrEqual(3);
    expect(relay.inputsOf(operations.readSecrets)).toEqual([{ Names: [parameterName], WithDecryption: true }]);
    const log = await notify.log();
    expect(log.match(/"message":"posted"/g)).toHaveLength(3);
    expect(log).not.toContain('xox');
  });

  test('says what to do where the token is not there, and asks for it again', async () => {
    const wakeUp = await wakeUpFor('i9');
    relay.reset();
    relay.intercept = ({ operation }) =>
      operation === operations.readSecrets
        ? { statusCode: 200, body: { Parameters: [], InvalidParameters: [parameterName] } }
        : undefined;
    const notify = start('notify');
    expect((await notify.invokeWith([wakeUp])).failed).toEqual([0]);
    expect(entriesOf(relay.inputsOf(operations.putOff)[0] ?? {})).toMatchObject([{ VisibilityTimeout: 30 }]);
    expect(relay.inputsOf(operations.post)).toEqual([]);
    expect(await notify.log()).toContain(`aws ssm put-parameter --type SecureString --name ${parameterName}`);
    relay.intercept = undefined;
    expect((await notify.invokeWith([await wakeUpFor('i13')])).failed).toEqual([]);
    expect(relay.inputsOf(operations.readSecrets)).toHaveLength(2);
  });
});

describe('command', () => {
  const cancelOf = (instance: string) => ({
    id: `trigger-of-${instance}`,
    receivedAtMs: Date.now(),
    userId: onCall,
    teamId: 'T0LOCAL01',
    channelId,
    responseUrl: `${relay.url}/hooks/${instance}`,
    interaction: { type: 'command', command: { name: 'cancel', target: `${service}/${instance}` } },
  });

  /** Answers of the response URL, one after the other; then it takes everything. */
  function answerHooksWith(answers: readonly WireAnswer[]): void {
    const left = [...answers];
    relay.intercept = ({ operation }) =>
      operation.startsWith('/hooks/') ? (left.shift() ?? { statusCode: 200, body: 'ok' }) : undefined;
  }

  test('acts once and answers once, however often Slack turns the answer away and the queue delivers', async () => {
    const request = cancelOf('i10');
    answerHooksWith([
      { statusCode: 429, headers: { 'retry-after': '4' }, body: 'wait' },
      { statusCode: 500, body: 'no' },
      { statusCode: 500, body: 'no' },
    ]);
    const command = start('command');
    expect((await command.invokeWith([request], 1)).failed).toEqual([0]);
    await until(() => instanceStatus(session, service, 'i10') !== 'IN_PROGRESS');
    for (const delivery of [2, 3]) expect((await command.invokeWith([request], delivery)).failed).toEqual([0]);
    for (const delivery of [4, 5]) expect((await command.invokeWith([request], delivery)).failed).toEqual([]);

    const told = relay.inputsOf('/hooks/i10');
    expect(told).toHaveLength(4);
    // What is told at last is what was decided at first.
    expect(new Set(told.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(relay.inputsOf(operations.cancel)).toHaveLength(1);
    // As long as Slack asked for at first, and then longer each time: the queue delivers a few times only.
    const waits = relay.inputsOf(operations.putOff).flatMap(entriesOf);
    expect(waits.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual([4, 10, 30]);
    const log = await command.log();
    expect(log).not.toContain('"level":"ERROR"');
    expect(log).not.toContain('/hooks/');
  });

  test('a request that comes twice in a batch is answered once', async () => {
    const request = cancelOf('i11');
    answerHooksWith([]);
    expect((await start('command').invokeWith([request, request])).failed).toEqual([]);
    expect(relay.inputsOf('/hooks/i11')).toHaveLength(1);
    expect(relay.inputsOf(operations.cancel)).toHaveLength(1);
  });

  test('acts although its answer cannot be told for want of a token, and says what to do', async () => {
    const request = { ...cancelOf('i12'), responseUrl: 'https://example.com/not-slack' };
    relay.intercept = ({ operation }) =>
      operation === operations.readSecrets
        ? { statusCode: 200, body: { Parameters: [], InvalidParameters: [parameterName] } }
        : undefined;
    const command = start('command');
    const { failed } = await command.invokeWith([request]);
    expect(failed).toEqual([0]);
    expect(relay.inputsOf(operations.cancel)).toHaveLength(1);
    expect(await command.log()).toContain(`--name ${parameterName}`);
  });

  test('an operation whose answer is lost comes back later each time, with the token that it had at first', async () => {
    const operation = { kind: 'create', provider: 'supplyChain', name: 'factory', fields: { instanceName: 'factory' } };
    const request = { ...cancelOf('factory'), interaction: { type: 'operation', operation } };
    let losing = 2;
    relay.intercept = async ({ operation, input }, forward) => {
      if (operation.startsWith('/hooks/')) return { statusCode: 200, body: 'ok' };
      if (operation !== operations.createInstance || losing === 0) return undefined;
      losing -= 1;
      await forward(input);
      return { statusCode: 500, body: 'lost' };
    };
    const command = start('command');
    for (const delivery of [1, 2]) expect((await command.invokeWith([request], delivery)).failed).toEqual([0]);
    expect((await command.invokeWith([request], 3)).failed).toEqual([]);

    const tokens = relay.inputsOf(operations.createInstance).map(({ clientToken }) => clientToken);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
    expect(session.cloud.supplyChain.call('ListInstances', {}).instances).toHaveLength(1);
    expect(relay.inputsOf('/hooks/factory')).toHaveLength(1);
    const waits = relay.inputsOf(operations.putOff).flatMap(entriesOf);
    expect(waits.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual([10, 30]);
    expect(await command.log()).toContain('carried out once');
  });

  test('an operation that never gets an answer ends by telling, after eight minutes and before its last delivery', async () => {
    const operation = { kind: 'create', provider: 'supplyChain', name: 'mill', fields: { instanceName: 'mill' } };
    const request = { ...cancelOf('mill'), interaction: { type: 'operation', operation } };
    relay.intercept = ({ operation: called }) => {
      if (called.startsWith('/hooks/')) return { statusCode: 200, body: 'ok' };
      return called === operations.createInstance ? { statusCode: 500, body: 'lost' } : undefined;
    };
    const command = start('command');
    const failures = [];
    for (let delivery = 1; delivery <= commandQueue.maxReceiveCount; delivery += 1) {
      const { failed } = await command.invokeWith([request], delivery);
      if (failed.length === 0) break;
      failures.push(delivery);
    }
    expect(failures).toEqual([1, 2, 3, 4, 5]);
    expect(relay.inputsOf('/hooks/mill')).toMatchObject([{ text: expect.stringContaining('is not known') }]);
    const waits = relay
      .inputsOf(operations.putOff)
      .flatMap(entriesOf)
      .map(({ VisibilityTimeout }) => Number(VisibilityTimeout));
    expect(waits).toEqual([10, 30, 90, 180, 180]);
    const allMs = 1000 * waits.reduce((sum, seconds) => sum + seconds);
    expect(allMs).toBeGreaterThanOrEqual(longestUncertaintyMs);
  });
});
