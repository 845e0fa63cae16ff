import { describe, expect, test } from '@jest/globals';
import { createWorld, longMs, refusalOf, template } from './support/world.ts';

const notFound = (message: string) => ({ code: 'ValidationError', statusCode: 400, message });

describe('a stack that there is none of', () => {
  test.each([
    ['DescribeStacks', 'Stack with id nowhere does not exist'],
    ['DescribeStackEvents', 'Stack [nowhere] does not exist'],
    ['UpdateStack', 'Stack [nowhere] does not exist'],
    ['CancelUpdateStack', 'Stack [nowhere] does not exist'],
    ['ContinueUpdateRollback', 'Stack [nowhere] does not exist'],
    ['RollbackStack', 'Stack [nowhere] does not exist'],
  ] as const)('%s: a ValidationError, as there is no error of its own', (operation, message) => {
    const { call } = createWorld();
    expect(refusalOf(() => call(operation, { StackName: 'nowhere' }))).toEqual(notFound(message));
  });

  test('needs no deletion', () => {
    const { call } = createWorld();
    expect(call('DeleteStack', { StackName: 'nowhere' })).toBeUndefined();
  });
});

describe('CancelUpdateStack', () => {
  test('is taken in UPDATE_IN_PROGRESS only, and once', async () => {
    const { create, call, clock, cloudFormation, get } = createWorld();
    const tooLate = {
      code: 'ValidationError',
      statusCode: 400,
      message: 'CancelUpdateStack cannot be called from current stack status',
    };
    const cancel = () => call('CancelUpdateStack', { StackName: 'orders', ClientRequestToken: 'mine' });
    call('CreateStack', { StackName: 'orders', TemplateBody: template });
    expect(refusalOf(cancel)).toEqual(tooLate);
    await clock.advance(longMs);
    expect(refusalOf(cancel)).toEqual(tooLate);
    call('UpdateStack', { StackName: 'orders' });
    await clock.advance(21_000);
    expect(get('orders').StackStatus).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    expect(refusalOf(cancel)).toEqual(tooLate);
    await clock.advance(longMs);
    cloudFormation.script('orders', 'hang');
    call('UpdateStack', { StackName: 'orders' });
    expect(cancel()).toBeUndefined();
    expect(refusalOf(cancel)).toEqual(tooLate);
    await create('other');
  });

  test('does not take the token of another call', async () => {
    const { create, call } = createWorld();
    await create('orders', { ClientRequestToken: 'mine' });
    call('UpdateStack', { StackName: 'orders' });
    expect(
      refusalOf(() => call('CancelUpdateStack', { StackName: 'orders', ClientRequestToken: 'mine' })),
    ).toMatchObject({
      code: 'TokenAlreadyExistsException',
    });
  });
});

test('the same call with the same token is carried out once', async () => {
  const { create, call, get } = createWorld();
  await create('orders');
  const first = call('UpdateStack', { StackName: 'orders', ClientRequestToken: 'mine' });
  expect(call('UpdateStack', { StackName: 'orders', ClientRequestToken: 'mine' })).toEqual(first);
  expect(get('orders').LastOperations).toHaveLength(2);
});

test('what cannot be done in a state is refused, in words that say which', async () => {
  const { create, call, get, cloudFormation } = createWorld();
  const id = await create('orders', { EnableTerminationProtection: 'true' });
  expect(refusalOf(() => call('CreateStack', { StackName: 'orders' }))).toEqual({
    code: 'AlreadyExistsException',
    statusCode: 400,
    message: 'Stack [orders] already exists',
  });
  expect(refusalOf(() => call('DeleteStack', { StackName: 'orders' })).message).toBe(
    'Stack [orders] cannot be deleted while TerminationProtection is enabled',
  );
  const other = await create('other');
  cloudFormation.script('other', 'hang');
  call('UpdateStack', { StackName: 'other' });
  expect(refusalOf(() => call('UpdateStack', { StackName: 'other' })).message).toBe(
    `Stack:${other} is in UPDATE_IN_PROGRESS state and can not be updated.`,
  );
  expect(refusalOf(() => call('DeleteStack', { StackName: 'other' })).message).toBe(
    `Stack [${other}] cannot be deleted while in status UPDATE_IN_PROGRESS`,
  );
  for (const operation of ['ContinueUpdateRollback', 'RollbackStack'] as const) {
    expect(refusalOf(() => call(operation, { StackName: id })).code).toBe('ValidationError');
  }
  expect(get('orders').StackStatus).toBe('CREATE_COMPLETE');
});

test.each([
  ['CreateStack', {}, "Value null at 'stackName'"],
  ['CreateStack', { StackName: 'a_b' }, 'regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*'],
  ['CreateStack', { StackName: 'a'.repeat(129) }, 'length less than or equal to 128'],
  ['CreateStack', { StackName: 'orders', TemplateBody: '{' }, 'JSON not well-formed'],
  ['CreateStack', { StackName: 'orders', TemplateBody: '{"Resources":{}}' }, 'At least one Resources member'],
  ['CreateStack', { StackName: 'orders', TemplateBody: '{"Resources":{"A":{}}}' }, 'must contain a Type member'],
  ['CreateStack', { StackName: 'orders', ClientRequestToken: '-x' }, "at 'clientRequestToken'"],
  ['CreateStack', { StackName: 'orders', DeploymentConfig: { Mode: 'FAST' } }, '[STANDARD, EXPRESS]'],
  ['CreateStack', { StackName: 'orders', Tags: [{ Value: 'x' }] }, 'Member must not be null'],
  ['ListStacks', { StackStatusFilter: ['DONE'] }, "at 'stackStatusFilter'"],
  ['ListStacks', { NextToken: 'made-up' }, 'NextToken'],
  ['DescribeStackEvents', {}, "Value null at 'stackName'"],
] as const)('%s %j is refused', (operation, input, message) => {
  const { call } = createWorld();
  const refusal = refusalOf(() => call(operation, input));
  expect(refusal).toMatchObject({ code: 'ValidationError', statusCode: 400 });
  expect(refusal.message).toContain(message);
});

describe('lists', () => {
  test('a page may be empty and have a token: what is looked through for it was filtered out', async () => {
    const { create, call, cloudFormation } = createWorld({ pageSize: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
    cloudFormation.script('a', 'hang');
    call('UpdateStack', { StackName: 'a' });
    const pages: (readonly string[])[] = [];
    let token: string | undefined;
    do {
      const filter = {
        StackStatusFilter: ['UPDATE_IN_PROGRESS'],
        ...(token === undefined ? {} : { NextToken: token }),
      };
      const page = call('ListStacks', filter);
      pages.push(page.StackSummaries.map(({ StackName }) => StackName));
      token = page.NextToken;
    } while (token !== undefined);
    expect(pages).toEqual([[], [], ['a']]);
  });

  test('without a filter, what is deleted is listed too', async () => {
    const { create, call, clock } = createWorld();
    await create('orders');
    call('DeleteStack', { StackName: 'orders' });
    await clock.advance(longMs);
    expect(call('ListStacks', {}).StackSummaries).toMatchObject([{ StackStatus: 'DELETE_COMPLETE' }]);
  });

  test('each account and Region has stacks of its own', async () => {
    const { create, cloudFormation } = createWorld();
    await create('orders');
    const elsewhere = { accountId: '999988887777', region: 'us-east-1' };
    expect(cloudFormation.call('ListStacks', {}, elsewhere).StackSummaries).toEqual([]);
    expect(refusalOf(() => cloudFormation.call('DescribeStacks', { StackName: 'orders' }, elsewhere)).code).toBe(
      'ValidationError',
    );
  });
});
