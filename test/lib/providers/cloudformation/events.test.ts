import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MalformedEvent } from '../../../../src/lib/model/event.ts';
import { cloudFormationEvents, referenceOf } from '../../../../src/lib/providers/cloudformation/index.ts';

/** Verbatim: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
const documented = `{
  "version": "0",
  "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "CloudFormation Stack Status Change",
  "source": "aws.cloudformation",
  "account": "111122223333",
  "time": "2017-12-22T18:43:48Z",
  "region": "us-west-1",
  "resources": ["arn:aws:cloudformation:us-west-1:111122223333:stack/teststack"],
  "detail": {
    "stack-id": "arn:aws:cloudformation:us-west-1:111122223333:stack/teststack",
    "status-details": { "status": "CREATE_COMPLETE", "status-reason": "" },
    "client-request-token": ""
  }
}`;
const uuid = '1dac3cd0-4a54-4f44-a3ae-fcf0a5454fa9';
const arn = `arn:aws:cloudformation:us-west-1:111122223333:stack/teststack/${uuid}`;

function event(changes: object = {}) {
  return { ...JSON.parse(documented), ...changes };
}

test('AWS’s own example, whose ARN lacks the id that real ones have, is a hint at the stack it names', () => {
  expect(cloudFormationEvents.parseEvent(event())).toEqual({
    kind: 'hint',
    reference: {
      on: 'deployment',
      provider: 'cloudFormation',
      kind: 'stack',
      name: 'teststack',
      target: 'arn:aws:cloudformation:us-west-1:111122223333:stack/teststack',
    },
  });
});

test.each([
  ['aws', 'us-west-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-east-1'],
])('a stack of the partition %s is named by its whole ARN', (partition, region) => {
  const target = `arn:${partition}:cloudformation:${region}:111122223333:stack/orders-prod/${uuid}`;
  const detail = { 'stack-id': target, 'status-details': { status: 'UPDATE_IN_PROGRESS' } };
  expect(cloudFormationEvents.parseEvent(event({ detail }))).toMatchObject({
    kind: 'hint',
    reference: { name: 'orders-prod', target },
  });
});

test('the token may be absent, and so may the status: nothing but the stack is needed', () => {
  expect(cloudFormationEvents.parseEvent(event({ detail: { 'stack-id': arn } }))).toMatchObject({ kind: 'hint' });
  expect(cloudFormationEvents.parseEvent(event({ detail: {}, resources: [arn] }))).toMatchObject({
    reference: { target: arn },
  });
});

test('a change set that waits for a new stack is none of the bot’s business', () => {
  const detail = { 'stack-id': arn, 'status-details': { status: 'REVIEW_IN_PROGRESS', 'status-reason': '' } };
  expect(cloudFormationEvents.parseEvent(event({ detail }))).toEqual({
    kind: 'ignored',
    reason: 'a change set waits for a new stack: nothing is being deployed',
  });
});

test.each([
  'CloudFormation Resource Status Change',
  'CloudFormation Drift Detection Status Change',
  'CloudFormation StackSet Status Change',
  'CloudFormation StackSet StackInstance Status Change',
  'CloudFormation Hook Invocation Progress',
  'CloudFormation Stack State Change',
  'CloudFormation Something Of Tomorrow',
])('%s is ignored, with a reason', (detailType) => {
  const parsed = cloudFormationEvents.parseEvent(event({ 'detail-type': detailType }));
  expect(parsed).toEqual({ kind: 'ignored', reason: expect.stringMatching(/^.{10,}$/) });
});

describe('what is no event of CloudFormation', () => {
  test.each([
    ['of another source', { source: 'aws.codeconnections' }, 'its source is another'],
    ['without a detail-type', { 'detail-type': 7 }, 'it has no detail-type'],
    ['without a stack', { detail: {}, resources: [] }, 'name a stack'],
    [
      'about a queue',
      { detail: { 'stack-id': 'arn:aws:sqs:us-west-1:111122223333:orders' }, resources: 'x' },
      'name a stack',
    ],
    ['with a list for a detail', { detail: [arn], resources: undefined }, 'name a stack'],
    [
      'about a stack set',
      { detail: { 'stack-id': 'arn:aws:cloudformation:us-west-1:111122223333:stackset/x:1' }, resources: [] },
      'name a stack',
    ],
  ])('%s', (_name, changes, reason) => {
    expect(() => cloudFormationEvents.parseEvent(event(changes))).toThrow(MalformedEvent);
    expect(() => cloudFormationEvents.parseEvent(event(changes))).toThrow(reason);
  });

  test('whatever comes, it is a hint, ignored, or refused as malformed, and nothing of it is quoted', () => {
    const member = fc.constantFrom('source', 'detail-type', 'detail', 'resources', 'account', 'region');
    const value = fc.oneof(fc.jsonValue(), fc.constant(arn), fc.constant({ 'stack-id': 'secret-stack' }));
    fc.assert(
      fc.property(fc.dictionary(member, value), (changes) => {
        try {
          expect(['hint', 'ignored']).toContain(cloudFormationEvents.parseEvent(event(changes)).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedEvent);
          expect(String(error)).not.toContain('secret-stack');
        }
      }),
    );
  });
});

test.each([
  [arn, true],
  ['arn:aws:cloudformation:us-west-1:111122223333:stack/teststack', true],
  [`arn:aws:cloudformation:us-west-1:111122223333:stack/teststack/${uuid}/more`, false],
  [`arn:aws:cloudformation:us-west-1:111122223333:stack/test_stack/${uuid}`, false],
  [`arn:aws:cloudformation:us-west-1:111122223333:changeSet/teststack/${uuid}`, false],
  [`arn:aws:cloudformation::111122223333:stack/teststack/${uuid}`, false],
  [`arn:aws:cloudformation:us-west-1::stack/teststack/${uuid}`, false],
  [`arn:aws:cloudformation:us-west-1:111122223333:stack/${'a'.repeat(129)}/${uuid}`, false],
])('%s is the ARN of a stack: %s', (text, isStack) => {
  expect(referenceOf(text) !== undefined).toBe(isStack);
});
