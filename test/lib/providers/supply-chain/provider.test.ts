import { describe, expect, test } from '@jest/globals';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import type { DeploymentReference, SubjectReference } from '../../../../src/lib/model/reference.ts';
import { isFinal, isUnderWay } from '../../../../src/lib/model/statuses.ts';
import {
  AmbiguousName,
  capability,
  createSupplyChainProvider,
  IncompleteAnswer,
  OtherRegion,
  referenceOf,
  SupplyChainUnavailable,
} from '../../../../src/lib/providers/supply-chain/index.ts';
import { connection, deployment } from '../../model/subjects.ts';
import { readAttempt } from '../read-attempt.ts';
import { type Called, clientError, fakeApi } from './fake-api.ts';
import { account, clock, createdAtMs, idOf, instanceId, nowMs, region, target } from './wire-instance.ts';

function instance(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const createdTime = new Date(createdAtMs);
  return { instanceId, awsAccountId: account, state: 'Active', createdTime, instanceName: 'factory-eu', ...members };
}

function providerThat(answer: (call: Called) => object) {
  const { api, calls } = fakeApi(answer);
  return { provider: createSupplyChainProvider(api, { region, clock }), calls };
}

const byArn: DeploymentReference = {
  on: 'deployment',
  provider: 'supplyChain',
  kind: 'instance',
  name: 'factory-eu',
  target,
};
const { target: _target, ...byName } = byArn;

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error,
  );
}

describe('an instance in the bot’s words', () => {
  test.each([
    ['Initializing', 'IN_PROGRESS', 'create', 'under way'],
    ['Active', 'SUCCEEDED', 'create', 'final'],
    ['CreateFailed', 'FAILED', 'create', 'final'],
    ['Deleting', 'DELETE_IN_PROGRESS', 'delete', 'under way'],
    ['DeleteFailed', 'DELETE_FAILED', 'delete', 'final'],
    ['Deleted', 'DELETED', 'delete', 'final'],
    ['Hibernating', 'Hibernating', 'unknown', 'under way'],
    ['DeletingBuckets', 'DeletingBuckets', 'delete', 'under way'],
    ['constructor', 'constructor', 'unknown', 'under way'],
  ])('%s is %s, of a %s, and %s', async (state, status, operation, end) => {
    const { provider } = providerThat(() => ({ instance: instance({ state }) }));
    const subject = (await readAttempt(provider, byArn))?.subject;
    if (subject === undefined) throw new Error('nothing was read');
    expect(subject).toMatchObject({ deployment: { status, operation } });
    expect([isFinal(subject), isUnderWay(subject)]).toEqual(end === 'final' ? [true, false] : [false, true]);
  });

  test('has its ARN, its name and its start', async () => {
    const errorMessage = 'Access denied when attempting to create an S3 bucket.';
    const { provider, calls } = providerThat(() => ({ instance: instance({ state: 'CreateFailed', errorMessage }) }));
    expect(await readAttempt(provider, byArn)).toEqual({
      subject: {
        on: 'deployment',
        deployment: {
          provider: 'supplyChain',
          kind: 'instance',
          target,
          name: 'factory-eu',
          account,
          region,
          environment: '',
          service: '',
          status: 'FAILED',
          operation: 'create',
          id: '',
          startedAtMs: createdAtMs,
          template: '',
          templateVersion: '',
          phase: 'failed',
          endedAtMs: createdAtMs,
          lastProgressAtMs: createdAtMs,
          expectedByMs: 0,
          initiator: '',
          cause: 'unknown',
          needsHuman: false,
          labels: {},
        },
      },
      details: {
        actions: { rollback: { available: false, reason: capability('rollback').because } },
        links: {},
        hint: 'AWS recommends: fix what the message says, then delete this instance and create it again',
        operations: ['recreate', 'delete'],
      },
      statusMessage: errorMessage,
    });
    expect(calls).toEqual([{ operation: 'GetInstance', input: { instanceId } }]);
  });

  test.each([
    ['CreateFailed', 'recreate,delete', /delete this instance and create it again/],
    ['DeleteFailed', 'delete', /you can try to delete it again/],
    ['Active', '', /^$/],
    ['Initializing', '', /^$/],
    ['Hibernating', '', /^$/],
  ])('%s: what can be ordered is "%s"', async (state, offers, advice) => {
    const { provider } = providerThat(() => ({ instance: instance({ state }) }));
    expect(await readAttempt(provider, byArn)).toMatchObject({
      details: { operations: offers === '' ? [] : offers.split(','), hint: expect.stringMatching(advice) },
    });
  });

  test.each(['Initializing', 'Deleting', 'Hibernating'])('%s: it cannot be cancelled, and says why', async (state) => {
    const { provider } = providerThat(() => ({ instance: instance({ state }) }));
    const reason = capability('cancel').because;
    expect((await readAttempt(provider, byArn))?.details.actions).toEqual({ cancel: { available: false, reason } });
  });

  test.each([
    // Created half an hour ago: a quarter of that.
    ['Initializing', undefined, 450_000],
    ['Hibernating', undefined, 450_000],
    // A deletion began with the last change, where that is known.
    ['Deleting', nowMs - 100_000, 25_000],
    ['Deleting', nowMs - 1_000, 15_000],
    ['Deleting', undefined, 450_000],
    ['Initializing', nowMs, 450_000],
    ['Active', undefined, undefined],
    ['CreateFailed', undefined, undefined],
    ['Deleted', nowMs, undefined],
  ])('%s, changed at %p, is looked at again after %p ms', async (state, changedAtMs, recheckAfterMs) => {
    const lastModifiedTime = changedAtMs === undefined ? undefined : new Date(changedAtMs);
    const { provider } = providerThat(() => ({ instance: instance({ state, lastModifiedTime }) }));
    expect((await readAttempt(provider, byArn))?.recheckAfterMs).toBe(recheckAfterMs);
  });

  test.each([undefined, ''])('is called by its id where it has no name (%j)', async (instanceName) => {
    const { provider } = providerThat(() => ({ instance: instance({ instanceName }) }));
    expect(await readAttempt(provider, byArn)).toMatchObject({ subject: { deployment: { name: instanceId } } });
  });

  test.each([
    ['cn-north-1', 'arn:aws-cn:scn:cn-north-1:'],
    ['us-gov-west-1', 'arn:aws-us-gov:scn:us-gov-west-1:'],
    ['us-east-1', 'arn:aws:scn:us-east-1:'],
  ])('in %s its ARN begins with %s', async (ownRegion, beginning) => {
    const provider = createSupplyChainProvider(fakeApi(() => ({ instance: instance() })).api, {
      region: ownRegion,
      clock,
    });
    const reading = await readAttempt(provider, { ...byName, name: instanceId });
    expect(reading?.subject).toMatchObject({ deployment: { target: `${beginning}${account}:instance/${instanceId}` } });
  });

  test.each([
    ['instanceId', 'x'],
    ['instanceId', undefined],
    ['awsAccountId', '12'],
    ['awsAccountId', undefined],
    ['state', ''],
    ['state', undefined],
    ['createdTime', undefined],
    ['createdTime', new Date(Number.NaN)],
  ])('without a usable %s (%p) is not decided about', async (member, value) => {
    const { provider } = providerThat(() => ({ instance: instance({ [member]: value }) }));
    const error = await thrownBy(readAttempt(provider, byArn));
    expect(error).toBeInstanceOf(IncompleteAnswer);
    expect(error).toHaveProperty('message', expect.stringContaining(`"${member}"`));
  });
});

describe('what is not there', () => {
  test('is not there when the service itself says so (A36)', async () => {
    const { provider } = providerThat(() => {
      throw clientError('ResourceNotFoundException', 404);
    });
    expect(await readAttempt(provider, byArn)).toBeUndefined();
    expect(await provider.describe(byArn)).toBeUndefined();
  });

  test.each([
    ['somebody else’s 404', clientError('ResourceNotFoundException', 404, true)],
    ['no permission', clientError('AccessDeniedException', 403)],
    ['a server’s error', clientError('InternalServerException', 500)],
    ['a timeout', clientError('TimeoutError')],
    ['an unreadable answer', clientError('UnreadableAnswer', 200)],
  ])('is not told by %s', async (_, cause) => {
    const { provider } = providerThat(() => {
      throw cause;
    });
    const error = await thrownBy(readAttempt(provider, byArn));
    expect(error).toBeInstanceOf(SupplyChainUnavailable);
    expect(error).toHaveProperty('message', expect.stringContaining(cause.name));
    expect(error).toHaveProperty('message', expect.not.stringContaining('the words of'));
  });

  test('nor by an answer that says nothing', async () => {
    const { provider } = providerThat(() => ({}));
    expect(await thrownBy(readAttempt(provider, byArn))).toBeInstanceOf(IncompleteAnswer);
  });

  test('a throttle passes as what it is', async () => {
    const { provider } = providerThat(() => {
      throw clientError('ThrottlingException', 429);
    });
    expect(await thrownBy(readAttempt(provider, byArn))).toHaveProperty('name', 'ThrottlingException');
  });

  test('of another Region is not asked for here', async () => {
    const { provider, calls } = providerThat(() => ({ instance: instance() }));
    const elsewhere = { ...byArn, target: target.replace(region, 'us-west-2') };
    expect(await thrownBy(readAttempt(provider, elsewhere))).toBeInstanceOf(OtherRegion);
    expect(calls).toEqual([]);
  });

  const foreign: readonly SubjectReference[] = [
    { on: 'connection', provider: 'supplyChain', id: instanceId },
    { on: 'deploymentId', provider: 'supplyChain', id: instanceId },
    { on: 'deployment', provider: 'supplyChain', kind: 'environment', name: 'factory-eu' },
  ];
  test.each(foreign)('is %j', async (reference) => {
    const { provider, calls } = providerThat(() => ({ instance: instance() }));
    expect(await readAttempt(provider, reference)).toBeUndefined();
    expect(calls).toEqual([]);
  });

  test('how an earlier attempt ended, nobody can tell', async () => {
    const { provider, calls } = providerThat(() => ({ instance: instance() }));
    const subject = deployment({ kind: 'instance' });
    if (subject.on !== 'deployment') throw new Error('no deployment');
    expect(await provider.observeAttempt(subject.deployment)).toBeUndefined();
    expect(calls).toEqual([]);
  });
});

describe('what people type', () => {
  test.each([
    [` ${instanceId} `, { ...byName, name: instanceId }],
    [target, { ...byArn, name: instanceId }],
    ['factory-eu', byName],
    ['supply-chain: factory-eu', byName],
    ["o'Brien % 100", { ...byName, name: "o'Brien % 100" }],
  ])('%j', (typed, reference) => {
    const { provider } = providerThat(() => ({}));
    expect(provider.candidates(typed)).toEqual([reference]);
  });

  test.each([
    '',
    ' ',
    'a/b',
    'pipeline:orders',
    '-x',
    'x-',
    'é',
    'x'.repeat(64),
    'supply-chain:',
    'arn:aws:proton:x',
    `${target}/x`,
    'a'.repeat(100_000),
  ])('cannot be an instance: case %#', (typed) => {
    const { provider } = providerThat(() => ({}));
    expect(provider.candidates(typed)).toEqual([]);
    expect(referenceOf(typed)).toBeUndefined();
  });

  test('a name is looked for exactly, and not among what is deleted', async () => {
    const { provider, calls } = providerThat(() => ({
      instances: [
        instance({ instanceId: idOf(1), instanceName: 'factory-eu-2' }),
        instance({ instanceId: idOf(2), state: 'Deleted' }),
        instance({ instanceId: idOf(3) }),
      ],
    }));
    expect(await readAttempt(provider, byName)).toMatchObject({
      subject: { deployment: { target: expect.stringContaining(idOf(3)) } },
    });
    expect(calls).toEqual([
      { operation: 'ListInstances', input: { maxResults: 20, instanceNameFilter: ['factory-eu'] } },
    ]);
  });

  test('a name that nothing has leads nowhere', async () => {
    const { provider } = providerThat(() => ({ instances: [] }));
    expect(await readAttempt(provider, byName)).toBeUndefined();
  });

  test('a name that two have is not guessed at', async () => {
    const { provider } = providerThat(() => ({
      instances: [instance({ instanceId: idOf(1) }), instance({ instanceId: idOf(2) })],
    }));
    const error = await thrownBy(readAttempt(provider, byName));
    expect(error).toBeInstanceOf(AmbiguousName);
    expect(error).toHaveProperty('message', expect.stringContaining(`${idOf(1)}, ${idOf(2)}`));
  });
});

describe('what is under way', () => {
  async function discovered(answer: (call: Called) => object, on?: 'deployment' | 'connection') {
    const { provider, calls } = providerThat(answer);
    const found: SubjectReference[][] = [];
    for await (const { references } of provider.discover(on && { on })) found.push([...references]);
    return { found, calls };
  }

  test('is listed by state, in pages of 20, to the last', async () => {
    const pages = [
      { instances: Array.from({ length: 20 }, (_, n) => instance({ instanceId: idOf(n) })), nextToken: 'second' },
      { instances: [], nextToken: 'third' },
      { instances: [instance({ instanceId: idOf(20), instanceName: undefined })] },
    ];
    const { found, calls } = await discovered(() => pages.shift() ?? {});
    expect(found.map((page) => page.length)).toEqual([20, 0, 1]);
    expect(found[2]).toEqual([
      { ...byName, name: idOf(20), target: `arn:aws:scn:${region}:${account}:instance/${idOf(20)}` },
    ]);
    const filter = { maxResults: 20, instanceStateFilter: ['Initializing', 'Deleting'] };
    expect(calls.map(({ input }) => input)).toEqual([
      filter,
      { ...filter, nextToken: 'second' },
      { ...filter, nextToken: 'third' },
    ]);
  });

  test('is not walked round for ever when a token comes back', async () => {
    const tokens = ['a', 'b', 'a'];
    const { calls } = await discovered(() => ({ instances: [], nextToken: tokens.shift() ?? 'never' }));
    expect(calls).toHaveLength(3);
  });

  test('goes on from a token, and says where the next page begins', async () => {
    const { provider, calls } = providerThat(({ input }) =>
      input['nextToken'] === 'second' ? { instances: [instance()] } : { instances: [], nextToken: 'second' },
    );
    const pages: DiscoveredPage[] = [];
    for await (const page of provider.discover()) pages.push(page);
    expect(pages).toEqual([{ references: [], nextToken: 'second' }, { references: [byArn] }]);
    for await (const page of provider.discover({ token: 'second' })) expect(page).toEqual({ references: [byArn] });
    expect(calls).toHaveLength(3);
  });

  test('says what could not be listed', async () => {
    const { provider } = providerThat(() => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    });
    for await (const page of provider.discover()) {
      expect(page).toMatchObject({ failure: { operation: 'ListInstances', error: 'AccessDeniedException' } });
    }
  });

  test('leaves out what has no id', async () => {
    const { found } = await discovered(() => ({ instances: [instance({ instanceId: undefined }), instance()] }));
    expect(found).toEqual([[byArn]]);
  });

  test('has deployments, but no connections', async () => {
    expect((await discovered(() => ({ instances: [instance()] }), 'deployment')).found).toEqual([[byArn]]);
    expect(await discovered(() => ({ instances: [instance()] }), 'connection')).toEqual({ found: [], calls: [] });
  });

  test('what cannot be listed is told', async () => {
    const { provider } = providerThat(() => {
      throw clientError('AccessDeniedException', 403);
    });
    const pages = [];
    for await (const page of provider.discover()) pages.push(page);
    expect(pages).toMatchObject([
      { references: [], failure: { operation: 'ListInstances', error: 'AccessDeniedException', isThrottle: false } },
    ]);
  });
});

describe('what cannot be done', () => {
  test.each([
    [
      'cancel',
      deployment({ kind: 'instance' }),
      /no operation that cancels the creation or the deletion of an instance/,
    ],
    ['accept', connection(), /no connections/],
    ['reject', connection(), /no connections/],
  ] as const)('%s: the reason is known, and no call is made', async (action, subject, reason) => {
    const { provider, calls } = providerThat(() => ({ instance: instance() }));
    const able = provider.capability(action);
    expect(able).toEqual(capability(action));
    expect(able.can).toBe(false);
    expect(able.because).toMatch(reason);
    expect(await provider.perform(action, subject)).toEqual({
      result: 'refused',
      conflict: false,
      error: able.because,
    });
    expect(calls).toEqual([]);
  });
});
