import { describe, expect, test } from '@jest/globals';
import { type Intake, takeIn } from '../../../src/lib/aws/messages/index.ts';
import { type EventParser, MalformedEvent } from '../../../src/lib/model/event.ts';
import { cloudFormationEvents } from '../../../src/lib/providers/cloudformation/index.ts';
import { codeDeployEvents } from '../../../src/lib/providers/code-deploy/index.ts';
import { codePipelineEvents } from '../../../src/lib/providers/code-pipeline/index.ts';
import { ecsEvents } from '../../../src/lib/providers/ecs/index.ts';
import { gitSyncEvents } from '../../../src/lib/providers/git-sync/index.ts';
import { protonEvents } from '../../../src/lib/providers/proton/index.ts';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { supplyChainEvents } from '../../../src/lib/providers/supply-chain/index.ts';
import { samples } from '../../support/example-events.ts';

const parsers: readonly EventParser[] = [
  cloudFormationEvents,
  codeDeployEvents,
  codePipelineEvents,
  ecsEvents,
  gitSyncEvents,
  protonEvents,
  supplyChainEvents,
];
const take = (body: string) => takeIn(body, parsers);
const envelopeOf = (path: string): Readonly<Record<string, unknown>> => JSON.parse(samples.get(path) ?? '');

/** What the intake makes of each: a hint at a target, or why there is none. */
const arn = (service: string, region: string, account: string) => `arn:aws:${service}:${region}:${account}`;
const hints: Readonly<Record<string, { readonly kind: string; readonly name: string; readonly target?: string }>> = {
  'cloudformation/stack-create-complete.json': {
    kind: 'stack',
    name: 'teststack',
    target: `${arn('cloudformation', 'us-west-1', '111122223333')}:stack/teststack`,
  },
  'cloudformation/stack-set-operation-queued.json': {
    kind: 'stackSet',
    name: 'stackset:baseline',
    target: `${arn('cloudformation', 'us-west-1', '111122223333')}:stackset/baseline:4f1d8c0e-6b2a-4f0e-9d6c-1a2b3c4d5e6f`,
  },
  'code-deploy/deployment-succeeded.json': {
    kind: 'deploymentGroup',
    name: 'myApplication/myDeploymentGroup',
    target: `${arn('codedeploy', 'us-east-1', '123456789012')}:deploymentgroup:myApplication/myDeploymentGroup`,
  },
  'code-pipeline/execution-started.json': {
    kind: 'pipeline',
    name: 'myPipeline',
    target: `${arn('codepipeline', 'us-east-1', '123456789012')}:myPipeline`,
  },
  'ecs/daemon-deployment-pending.json': {
    kind: 'daemon',
    name: 'my-cluster/my-daemon',
    target: `${arn('ecs', 'us-west-2', '111122223333')}:daemon/my-cluster/my-daemon`,
  },
  'ecs/hook-awaiting-action.json': {
    kind: 'service',
    name: 'my-cluster/my-service',
    target: `${arn('ecs', 'us-west-2', '123456789012')}:service/my-cluster/my-service`,
  },
  'ecs/service-deployment-in-progress.json': {
    kind: 'service',
    name: 'default/servicetest',
    target: `${arn('ecs', 'us-west-2', '111122223333')}:service/default/servicetest`,
  },
  // AWS prints a partition too many in this one.
  'git-sync/resource-sync-succeeded.json': {
    kind: 'gitSync',
    name: 'sync:targetStack1',
    target: `${arn('codeconnections', 'us-east-1', '111122223333')}:sync/CFN_STACK_SYNC/targetStack1`,
  },
  // AWS prints no Region in these, so they are looked for by their names.
  'proton/environment-delete-failed.json': { kind: 'environment', name: 'sample-environment' },
  'proton/service-active.json': { kind: 'servicePipeline', name: 'your-service' },
  'proton/service-update-in-progress.json': { kind: 'servicePipeline', name: 'your-service' },
};
const ignored: Readonly<Record<string, string>> = {
  'git-sync/repository-sync-in-progress.json':
    'only syncs of stacks are watched; what happens to a repository shows in these',
  'other/alarm-state-change.json': 'no enabled provider sends such events',
  'proton/service-template-published.json': 'a template is registered, not deployed',
  'proton/service-template-version-registration-failed.json': 'a template is registered, not deployed',
};
const notified = 'supply-chain/data-integration-in-progress.json';

test('there is a sample for every back end, and every sample is tested', () => {
  expect([...samples.keys()]).toEqual([...Object.keys(hints), ...Object.keys(ignored), notified].toSorted());
  const sources = new Set([...samples.keys()].map((path) => envelopeOf(path)['source']));
  const events = providerRegistry.flatMap(({ features }) => features.flatMap((feature) => feature.events ?? []));
  expect(events.map(({ source }) => source).filter((source) => !sources.has(source))).toEqual([]);
  const eventSources = [...new Set(events.map(({ source }) => source))];
  expect(parsers.map(({ source }) => source).toSorted()).toEqual(eventSources.toSorted());
});

describe('every sample, verbatim', () => {
  test.each(Object.entries(hints))('%s is a hint at its target', (path, target) => {
    const taken = take(samples.get(path) ?? '');
    expect(taken).toMatchObject({ kind: 'hint', hint: { cause: 'event', reference: { on: 'deployment', ...target } } });
    expect(taken).not.toHaveProperty(target.target === undefined ? 'hint.reference.target' : 'reason');
  });

  test.each(Object.entries(ignored))('%s is ignored, with the reason', (path, reason) => {
    expect(take(samples.get(path) ?? '')).toMatchObject({ kind: 'ignored', reason });
  });

  test(`${notified} is posted as it is`, () => {
    expect(take(samples.get(notified) ?? '')).toMatchObject({ kind: 'notification' });
  });
});

/** What is made of it; what is malformed is refused with a reason that quotes nothing. */
function outcomeOf(event: object): Intake['kind'] | 'malformed' {
  try {
    const taken = take(JSON.stringify(event));
    if (taken.kind === 'ignored') expect(taken.reason).toMatch(/\w{3}/);
    return taken.kind;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedEvent);
    expect(String(error)).toMatch(/not an event of .+: .+/);
    expect(String(error)).not.toContain('swordfish');
    return 'malformed';
  }
}

describe('bad input', () => {
  const everySample = [...samples.keys()];

  test.each(everySample)('%s, from a foreign service, is ignored, with the reason', (path) => {
    const event = { ...envelopeOf(path), source: 'aws.swordfish' };
    expect(take(JSON.stringify(event))).toMatchObject({
      kind: 'ignored',
      reason: 'no enabled provider sends such events',
    });
  });

  test.each(everySample)(
    '%s with a malformed detail, or malformed resources: a hint, ignored, or refused with the reason',
    (path) => {
      const whole = envelopeOf(path);
      const shapes = [undefined, null, 7, 'swordfish', [], ['swordfish'], {}, { status: { swordfish: [null] } }];
      for (const detail of shapes) {
        for (const resources of [whole['resources'], ...shapes]) {
          for (const region of [whole['region'], null, { swordfish: 1 }])
            outcomeOf({ ...whole, detail, resources, region });
        }
      }
      // Every member by itself, too.
      for (const member of Object.keys(Object(whole['detail']))) {
        for (const value of shapes) outcomeOf({ ...whole, detail: { ...Object(whole['detail']), [member]: value } });
      }
    },
  );

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('in the partition %s, the targets are those of the partition', (partition, region) => {
    const moved = Object.entries(hints).flatMap(([path, { target }]) => {
      if (target === undefined) return [];
      const move = (text: string) =>
        text.replaceAll(/arn:aws:(?:aws:)?([a-z]+):[a-z]+-[a-z]+-\d/g, `arn:${partition}:$1:${region}`);
      const event: object = { ...JSON.parse(move(samples.get(path) ?? '')), region };
      return [[take(JSON.stringify(event)), move(target)] as const];
    });
    expect(moved.length).toBe(8);
    for (const [taken, target] of moved) expect(taken).toMatchObject({ hint: { reference: { target } } });
  });

  test.each(everySample)('%s with reasons of 10,000 characters says the same', (path) => {
    const whole = envelopeOf(path);
    const reason = `because <!channel> ${'swordfish '.repeat(1_000)}`.slice(0, 10_000);
    const longer = { reason, message: reason, 'status-reason': reason, additional: reason };
    const status = { ...Object(Object(whole['detail'])['status-details']), 'status-reason': reason };
    const detail = { ...Object(whole['detail']), ...longer, 'status-details': status };
    const { kind, ...before } = take(JSON.stringify(whole));
    const after = take(JSON.stringify({ ...whole, detail }));
    expect(after.kind).toBe(kind);
    if (kind !== 'notification') expect(after).toEqual({ kind, ...before });
  });
});
