import fc from 'fast-check';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import { World } from '../../../src/simulation/index.ts';
import { commonOptions, type Scenario } from '../histories/run.ts';
import { type InstanceName, instanceNames, SupplyChainBackEnd } from '../supply-chain/back-end.ts';
import { problemsOfOperations } from '../supply-chain/operations.ts';
import { commonLabels, commonPauses, type RequestDelivery, request, requestDelivery } from './common.ts';
import { simulatedRules } from './rules.ts';

type Step =
  | { readonly type: 'createByOther'; readonly name: InstanceName }
  | { readonly type: 'deleteByOther'; readonly name: InstanceName }
  | {
      readonly type: 'script';
      readonly name: InstanceName;
      readonly outcome: 'succeed' | 'fail' | 'hang';
      readonly on: 'deployment' | 'deletion';
    }
  | { readonly type: 'notification'; readonly executionId: string; readonly status: string }
  | {
      readonly type: 'operation';
      readonly kind: 'create' | 'delete' | 'recreate';
      readonly name: InstanceName;
      /** A web domain is kept until its instance is gone: whoever creates it again has to wait. */
      readonly hasDomain: boolean;
      readonly delivery: RequestDelivery;
    }
  | { readonly type: 'cancelByPerson'; readonly name: InstanceName; readonly delivery: RequestDelivery };

const name = fc.oneof({ weight: 3, arbitrary: fc.constant(instanceNames[0]) }, fc.constantFrom(...instanceNames));
const delivery = requestDelivery;

const operation: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('operation' as const),
  kind: fc.constantFrom('create' as const, 'create' as const, 'delete' as const, 'recreate' as const),
  name,
  hasDomain: fc.boolean(),
  delivery,
});

const script: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('script' as const),
    name,
    outcome: fc.constantFrom('succeed' as const, 'fail' as const, 'fail' as const, 'hang' as const),
    on: fc.constant('deployment' as const),
  }),
  fc.record({
    type: fc.constant('script' as const),
    name,
    outcome: fc.constantFrom('succeed' as const, 'fail' as const),
    on: fc.constant('deletion' as const),
  }),
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('createByOther' as const), name }) },
  fc.record({ type: fc.constant('deleteByOther' as const), name }),
  { weight: 2, arbitrary: script },
  fc.record({
    type: fc.constant('notification' as const),
    executionId: fc.constantFrom('execution-1', 'execution-2'),
    status: fc.constantFrom('IN_PROGRESS', 'SUCCEEDED', 'FAILED'),
  }),
  { weight: 4, arbitrary: operation },
);

const personSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: operation },
  fc.record({ type: fc.constant('cancelByPerson' as const), name, delivery }),
);

const rules = simulatedRules({
  brokenKind: 'instance',
  brokenAction: 'notify: { channel: platform }',
  shadowMatch: 'name: "*"',
});

/** AWS Supply Chain: the project's own service, and the bot's real provider and resource manager. */
export const supplyChainScenario: Scenario<Step, undefined, SupplyChainBackEnd> = {
  name: 'supplyChain',
  brokenKind: 'instance',
  saysNothingOf: ['I1', 'I4', 'I10', 'I11'],
  ingredients: {
    steps,
    personSteps: [personSteps],
    settings: fc.constant(undefined),
    labels: [
      ...commonLabels,
      'Slack announce',
      'SupplyChain CreateInstance',
      'SupplyChain DeleteInstance',
      'SupplyChain GetInstance',
      'SupplyChain ListInstances',
    ],
    momentousLabels: ['SupplyChain CreateInstance', 'SupplyChain DeleteInstance', 'EventBridge PutEvents'],
    outageLabels: ['SupplyChain CreateInstance', 'SupplyChain GetInstance', 'DynamoDB GetItem', 'DynamoDB PutItem'],
    pauses: fc.oneof(fc.constantFrom(0, 10_000, 20_000, 90_000), commonPauses),
    delaysMs: fc.constantFrom(1_000, 12_000, 29_000),
    maximumSteps: 7,
    clocks: fc.constantFrom('right' as const, 'apart' as const),
  },
  createWorld: (options) =>
    new World({ ...commonOptions, rules, ...options }, (context) => new SupplyChainBackEnd(context)),
  perform(world, step) {
    const { backEnd } = world;
    switch (step.type) {
      case 'createByOther':
        return backEnd.create(step.name);
      case 'deleteByOther':
        return backEnd.remove(step.name);
      case 'script':
        return backEnd.script(step.name, step.outcome, step.on);
      case 'notification':
        return backEnd.tell(step.executionId, step.status);
      case 'operation':
        request(world, { type: 'operation', operation: operationOf(step, world.uuid()) }, step.delivery);
        return;
      case 'cancelByPerson':
        request(world, { type: 'command', command: { name: 'cancel', target: step.name } }, step.delivery);
        return;
    }
  },
  problemsOfOperations,
  // Nothing can be cancelled, so no call names anything.
  hasOneAtATime: () => true,
  callsNameAttempts: () => false,
  itemOf: (items, { target, isDeletion }) =>
    items.find(
      ({ key, subject }) =>
        key.target === target &&
        subject.on === 'deployment' &&
        (subject.deployment.operation === 'delete') === isDeletion,
    ),
};

/** The description tells, in the end, which interaction an instance came of. */
function operationOf(
  { kind, name: instanceName, hasDomain }: Extract<Step, { type: 'operation' }>,
  interaction: string,
): ResourceOperation {
  const domain = hasDomain ? { webAppDnsDomain: instanceName } : {};
  const fields = kind === 'create' ? { instanceName, instanceDescription: interaction, ...domain } : {};
  return { kind, provider: 'supplyChain', name: instanceName, fields };
}
