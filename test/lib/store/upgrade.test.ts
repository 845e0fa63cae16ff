import { expect, test } from '@jest/globals';
import { reconcile } from '../../../src/lib/model/reconcile.ts';
import { isFinal } from '../../../src/lib/model/statuses.ts';
import { fromRecord } from '../../../src/lib/store/index.ts';
import { facts, instanceArn, startMs, traits } from '../model/subjects.ts';
import { earlierItemBody } from './earlier-item.ts';

/** What the version of 2026-11-21 wrote, member by member. */
function storedItem(deployment: object, attempt = '2026-11-20T09:00:00.000Z#001#d1') {
  return fromRecord({
    target: { S: instanceArn },
    attempt: { S: attempt },
    version: { N: '3' },
    body: { S: earlierItemBody({ deployment }) },
  });
}

test('an open item of the first version is read, and goes on as what it is', () => {
  const item = storedItem({});
  expect(item).toMatchObject({
    version: 3,
    lastShownAtMs: startMs + 2_000,
    details: { actions: { cancel: { available: true } }, operations: [] },
  });
  expect(item.subject).toEqual({
    on: 'deployment',
    deployment: facts({ lastProgressAtMs: startMs + 2_000, expectedByMs: 0 }),
  });
  const { changes } = reconcile({
    known: [item],
    state: {
      reference: {
        on: 'deployment',
        provider: 'proton',
        kind: 'serviceInstance',
        name: 'orders/api',
        target: instanceArn,
      },
      traits,
      attempts: [{ subject: item.subject, details: item.details }],
      gone: false,
    },
    context: { askedAtMs: startMs + 60_000, answeredAtMs: startMs + 60_000, cause: 'sweep' },
  });
  expect(changes.map(({ kind }) => kind)).toEqual(['same']);
});

test.each([
  ['CANCELLING', 'stopping', false],
  ['SUCCEEDED', 'succeeded', true],
  ['FAILED', 'failed', true],
  ['CANCELLED', 'cancelled', true],
  ['DELETE_IN_PROGRESS', 'running', false],
  ['DELETE_COMPLETE', 'succeeded', true],
  ['DELETE_FAILED', 'failed', true],
  ['DELETED', 'gone', true],
  ['ENDED_UNSEEN', 'gone', true],
  ['A_WORD_OF_TOMORROW', 'running', false],
])('its status %s means that it is %s', (status, phase, isOver) => {
  const { subject } = storedItem({ status });
  expect(subject).toMatchObject({ deployment: { status, phase } });
  expect(isFinal(subject)).toBe(isOver);
});

test('what stood among the facts and is none goes with it for people', () => {
  const { subject, details } = storedItem({
    cannotCancel: 'there is no such operation',
    advice: 'delete it',
    offers: 'recreate,delete',
  });
  expect(details).toEqual({
    actions: { cancel: { available: false, reason: 'there is no such operation' } },
    links: {},
    hint: 'delete it',
    operations: ['recreate', 'delete'],
  });
  expect(subject).not.toHaveProperty('deployment.offers');
});
