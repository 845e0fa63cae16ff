import * as fc from 'fast-check';
import { anyText } from '../../../packages/control-plane/test/support/any-text.ts';
import { type ConnectionFacts, type DeploymentFacts, phases, type Subject } from '../../../src/lib/model/subject.ts';
import type { RuleDocument, RulesDocument } from '../../../src/lib/rules/index.ts';
import { phaseFor } from '../model/subjects.ts';

/** The moment at which the tests' deployments start. */
export const START_MS = Date.UTC(2026, 0, 15, 10);

/** An update of `orders/api` in `prod-eu`, in progress since {@link START_MS}, changed as asked. */
export function deployment(changes: Partial<DeploymentFacts> = {}): Subject {
  return {
    on: 'deployment',
    deployment: {
      provider: 'proton',
      kind: 'serviceInstance',
      target: 'arn:aws:proton:eu-west-1:111122223333:service/orders/service-instance/api',
      name: 'orders/api',
      account: '111122223333',
      region: 'eu-west-1',
      environment: 'prod-eu',
      service: 'orders',
      status: 'IN_PROGRESS',
      operation: 'update',
      id: 'deployment-1',
      startedAtMs: START_MS,
      template: 'web-service',
      templateVersion: '1.2',
      phase: phaseFor(changes.status ?? 'IN_PROGRESS'),
      endedAtMs: 0,
      lastProgressAtMs: START_MS,
      expectedByMs: 0,
      initiator: '',
      cause: '',
      needsHuman: false,
      labels: {},
      ...changes,
    },
  };
}

/** A pending connection of account 111122223333, changed as asked. */
export function connection(changes: Partial<ConnectionFacts> = {}): Subject {
  return {
    on: 'connection',
    connection: {
      provider: 'proton',
      id: 'connection-1',
      target: 'arn:aws:proton:eu-west-1:111122223333:environment-account-connection/connection-1',
      status: 'PENDING',
      environment: 'prod-eu',
      environmentAccountId: '111122223333',
      managementAccountId: '444455556666',
      requestedAtMs: START_MS,
      roleArn: 'arn:aws:iam::111122223333:role/proton',
      ...changes,
    },
  };
}

/** A rule that cancels when its condition holds, changed as asked. */
export function cancelRule(when: string, changes: Partial<RuleDocument> = {}): RuleDocument {
  return {
    name: 'cancel',
    on: 'deployment',
    match: {},
    when,
    actions: [{ type: 'cancel', reason: 'stuck' }],
    mode: 'enforce',
    hash: 'hash-of-the-rule',
    ...changes,
  };
}

/** A document of these rules. */
export function documentOf(rules: readonly RuleDocument[], lists: RulesDocument['lists'] = {}): RulesDocument {
  return { version: 1, hash: 'hash-of-the-test', lists, rules };
}

const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  anyText({ maxLength: 20 }),
  fc.constantFrom('', 'prod-eu', 'IN_PROGRESS', 'PENDING', '__proto__', '111122223333', 'x'.repeat(5000)),
);
const moment = fc.oneof(
  fc.integer({ min: START_MS - 1e9, max: START_MS + 1e9 }),
  fc.double(),
  fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15, 8.64e15 + 1),
);

/** Any subject that the types allow, sensible or not. */
export const anySubject: fc.Arbitrary<Subject> = fc.oneof(
  fc
    .record({
      provider: text,
      kind: fc.constantFrom('environment', 'serviceInstance', 'servicePipeline', 'component'),
      target: text,
      name: text,
      account: text,
      region: text,
      environment: text,
      service: text,
      status: text,
      operation: fc.constantFrom('create', 'update', 'delete', 'unknown'),
      id: text,
      startedAtMs: moment,
      template: text,
      templateVersion: text,
      phase: fc.constantFrom(...phases),
      endedAtMs: moment,
      lastProgressAtMs: moment,
      expectedByMs: moment,
      initiator: text,
      cause: fc.constantFrom('', 'asked', 'breaker', 'alarm', 'unknown'),
      needsHuman: fc.boolean(),
      labels: fc.dictionary(text, text, { maxKeys: 2 }),
    })
    .map((facts) => ({ on: 'deployment', deployment: facts }) as const),
  fc
    .record({
      provider: text,
      id: text,
      target: text,
      status: text,
      environment: text,
      environmentAccountId: text,
      managementAccountId: text,
      requestedAtMs: moment,
      roleArn: text,
    })
    .map((facts) => ({ on: 'connection', connection: facts }) as const),
);

/** Any moment, also ones that no clock shows. */
export const anyMoment = moment;
