import { describe, expect, test } from '@jest/globals';
import { checkView } from '@proton-bot/local-slack';
import type { PersonRequest } from '../../../../src/lib/model/request.ts';
import { createIngress, type IngressOptions } from '../../../../src/lib/slack/ingress/index.ts';
import { formatOperationValue } from '../../../../src/lib/slack/resources/index.ts';
import { apiUrl, FakeSlack, ok, RecordingLog, type Reply, refused, status } from '../support/fake-slack.ts';
import { depotForm } from '../support/resource-form.ts';
import {
  clickBody,
  commandBody,
  commandFields,
  payloadBody,
  signedEvent,
  signingSecret,
  teamId,
} from '../support/signed-events.ts';

type FormOptions = NonNullable<IngressOptions['formOptions']>;

/** Far in the future, because Bolt's own check behind the guard reads the machine's clock and refuses what is older. */
const nowMs = Date.UTC(2100, 0, 1);
const botToken = 'xoxb-test-token';

interface StartOptions {
  readonly failure?: Error;
  readonly replies?: readonly Reply[];
  readonly formOptions?: Partial<FormOptions>;
}

function start({ failure, replies = [], formOptions = {} }: StartOptions = {}) {
  const queued: PersonRequest[] = [];
  const log = new RecordingLog();
  const slack = new FakeSlack(...replies);
  const tokenReads = { count: 0 };
  const views = {
    slackApiUrl: apiUrl,
    botToken: () => {
      tokenReads.count += 1;
      return Promise.resolve(botToken);
    },
  };
  const handle = createIngress({
    signingSecret,
    teamId,
    clock: { now: () => nowMs },
    log,
    fetch: slack.fetch,
    formOptions: { forms: [depotForm], views, ...formOptions },
    enqueue: (request) => {
      if (failure) return Promise.reject(failure);
      queued.push(request);
      return Promise.resolve();
    },
  });
  return { handle: (body: string) => handle(signedEvent(body, nowMs)), queued, log, slack, tokenReads };
}

const create = commandBody({ text: 'depot create' });
const origin = {
  provider: 'warehouse',
  userId: 'U0ADA0001',
  channelId: 'C0DEPLOYS',
  responseUrl: commandFields.response_url,
};

function submission(values: Readonly<Record<string, string | null>>, changes: Readonly<Record<string, unknown>> = {}) {
  const blocks = Object.entries(values).map(([member, value]) => [
    member,
    { value: { type: 'plain_text_input', value } },
  ]);
  return payloadBody({
    type: 'view_submission',
    team: { id: teamId, domain: 'local' },
    user: { id: 'U0ADA0001', name: 'ada', team_id: teamId },
    api_app_id: 'A0PROTON1',
    token: 'verification-token',
    trigger_id: '123.456.aaaaaa',
    view: {
      id: 'V0000001',
      team_id: teamId,
      type: 'modal',
      callback_id: 'proton-bot.resource-form',
      private_metadata: JSON.stringify(origin),
      state: { values: Object.fromEntries(blocks) },
    },
    ...changes,
  });
}

function viewIn(json: unknown): Readonly<Record<string, unknown>> {
  const view: unknown = JSON.parse(String(json));
  return { ...Object(view) };
}

describe('asking for a form', () => {
  test('opens it at once, with the bot’s token, which is read once, and queues nothing', async () => {
    const { handle, queued, slack, tokenReads } = start({ replies: [ok(), ok()] });
    expect(await handle(create)).toEqual({ statusCode: 200, body: '' });
    await handle(create);
    expect(queued).toEqual([]);
    expect(tokenReads.count).toBe(1);
    const [call] = slack.calls;
    expect(call).toMatchObject({ what: 'views.open', authorization: `Bearer ${botToken}` });
    expect(call?.given['trigger_id']).toBe(commandFields.trigger_id);
    const view = viewIn(call?.given['view']);
    expect(checkView(view)).not.toHaveProperty('problems');
    expect(view).toMatchObject({ callback_id: 'proton-bot.resource-form' });
    expect(JSON.parse(String(view['private_metadata']))).toEqual(origin);
  });

  test.each<[string, StartOptions, string]>([
    ['Slack’s time is over', { replies: [refused('expired_trigger_id')] }, 'three seconds'],
    ['Slack refuses the form', { replies: [refused('invalid_arguments')] }, 'could not be opened'],
    ['Slack fails', { replies: [status(500)] }, 'could not be opened'],
    ['Slack asks to wait', { replies: [status(429, { 'retry-after': '3' })] }, 'could not be opened'],
    ['Slack does not answer', { replies: [new TypeError('fetch failed')] }, 'could not be opened'],
    [
      'there is no token',
      { formOptions: { views: { botToken: () => Promise.reject(new Error('no token')), slackApiUrl: apiUrl } } },
      'could not be opened',
    ],
    ['the person may certainly not', { formOptions: { mayCreate: () => 'no' } }, 'You may not create this'],
  ])('is answered to the person where %s', async (_name, options, text) => {
    const { handle, queued } = start(options);
    const { statusCode, body } = await handle(create);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(text) });
    expect(body).toContain('Nothing was done');
    expect(queued).toEqual([]);
  });

  test('asks who wants to, from where', async () => {
    const questions: unknown[] = [];
    const mayCreate: FormOptions['mayCreate'] = (question) => {
      questions.push(question);
      return 'unknown';
    };
    const { handle, slack } = start({ replies: [ok()], formOptions: { mayCreate } });
    await handle(create);
    expect(questions).toEqual([
      {
        action: 'create',
        resource: { provider: 'warehouse', kind: 'instance', environment: '' },
        userId: 'U0ADA0001',
        teamId,
        channelId: 'C0DEPLOYS',
      },
    ]);
    expect(slack.calls).toHaveLength(1);
  });

  test('a token that could not be read is asked for again', async () => {
    const answers = [Promise.reject(new Error('no token')), Promise.resolve(botToken)];
    const views = {
      slackApiUrl: apiUrl,
      botToken: () => answers.shift() ?? Promise.reject(new Error('asked too often')),
    };
    const { handle } = start({ replies: [ok()], formOptions: { views } });
    expect((await handle(create)).body).toContain('could not be opened');
    expect((await handle(create)).body).toBe('');
  });

  test.each(['trigger_id', 'user_id', 'channel_id', 'response_url'])('without %s is refused', async (member) => {
    const { handle, slack } = start();
    const { body } = await handle(commandBody({ text: 'depot create', [member]: '' }));
    expect(body).toContain('is not valid');
    expect(slack.calls).toEqual([]);
  });

  test('other words of the form are for the worker', async () => {
    const { handle, queued, slack } = start();
    await handle(commandBody({ text: 'depot delete north' }));
    expect(queued.map(({ interaction }) => interaction)).toEqual([
      { type: 'command', command: { name: 'confirmDelete', provider: 'warehouse', target: 'north' } },
    ]);
    expect(slack.calls).toEqual([]);
  });
});

describe('a form that is submitted', () => {
  const operation = { kind: 'create', provider: 'warehouse', name: 'north', fields: { depotName: 'north' } };

  test('is queued as one operation, answered where it was asked for, and closes', async () => {
    const { handle, queued } = start();
    expect(await handle(submission({ depotName: 'north', remarks: null }))).toEqual({ statusCode: 200, body: '' });
    expect(queued).toEqual([
      {
        id: 'V0000001',
        interaction: { type: 'operation', operation },
        receivedAtMs: nowMs,
        userId: 'U0ADA0001',
        teamId,
        channelId: 'C0DEPLOYS',
        responseUrl: commandFields.response_url,
      },
    ]);
  });

  test('twice has one and the same id', async () => {
    const { handle, queued } = start();
    await handle(submission({ depotName: 'north' }));
    await handle(submission({ depotName: 'north' }, { trigger_id: '123.456.bbbbbb' }));
    expect(new Set(queued.map(({ id }) => id)).size).toBe(1);
  });

  test('with something wrong stays open, and says so at the field', async () => {
    const { handle, queued } = start();
    const { statusCode, body } = await handle(submission({ depotName: 'NORTH', remarks: 'free' }));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      response_action: 'errors',
      errors: { depotName: 'Name must be lower case; price must be paid' },
    });
    expect(queued).toEqual([]);
  });

  test.each<[string, Error, string]>([
    ['refuses', new Error('no queue'), 'could not be queued. Nothing was done'],
    ['does not answer', Object.assign(new Error('too slow'), { name: 'TimeoutError' }), 'carried out only once'],
  ])('stays open where the queue %s', async (_name, failure, text) => {
    const { handle } = start({ failure });
    const { body } = await handle(submission({ depotName: 'north' }));
    expect(JSON.parse(body)).toEqual({
      response_action: 'errors',
      errors: { depotName: expect.stringContaining(text) },
    });
  });

  test('counts for the person whose command opened it, where Slack does not say the person’s workspace', async () => {
    const { handle, queued } = start();
    await handle(submission({ depotName: 'north' }, { user: { id: 'U0ADA0001', name: 'ada' } }));
    await handle(submission({ depotName: 'north' }, { user: { id: 'U0BEN0001', name: 'ben' } }));
    expect(queued.map(({ userId }) => userId)).toEqual(['U0ADA0001']);
  });

  const viewWith = (changes: object) => ({
    view: {
      id: 'V0000001',
      type: 'modal',
      callback_id: 'proton-bot.resource-form',
      private_metadata: JSON.stringify(origin),
      state: { values: {} },
      ...changes,
    },
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['of another person', { user: { id: 'U0BEN0001', name: 'ben', team_id: teamId } }, 'is not valid'],
    ['whose origin is forged', viewWith({ private_metadata: '{"provider":"warehouse"}' }), 'is not valid'],
    ['whose origin is too large', viewWith({ private_metadata: JSON.stringify(origin).padEnd(5000) }), 'is not valid'],
    [
      'of a provider that is off by now',
      viewWith({ private_metadata: JSON.stringify({ ...origin, provider: 'gone' }) }),
      'is not valid',
    ],
    ['in another workspace', { team: { id: 'T0STRANGE', domain: 's' } }, 'does not accept requests from your Slack'],
    [
      'of a person from another workspace',
      { user: { id: 'U0ADA0001', name: 'ada', team_id: 'T0STRANGE' } },
      'does not accept requests from your Slack',
    ],
  ])('%s is refused in its place', async (_name, changes, text) => {
    const { handle, queued } = start();
    const { statusCode, body } = await handle(submission({ depotName: 'north' }, changes));
    expect(statusCode).toBe(200);
    const answer = viewIn(body);
    expect(answer['response_action']).toBe('update');
    expect(checkView(answer['view'])).not.toHaveProperty('problems');
    expect(body).toContain(text);
    expect(queued).toEqual([]);
  });

  test('that an earlier version opened is read as ever', async () => {
    const { handle, queued } = start();
    await handle(submission({}, viewWith({ callback_id: 'proton-bot.order-form' })));
    expect(queued).toMatchObject([{ id: 'V0000001', interaction: { type: 'operation' } }]);
  });

  test('another modal is none of the bot’s', async () => {
    const { handle } = start();
    expect((await handle(submission({}, viewWith({ callback_id: 'somebody.elses' })))).statusCode).toBe(400);
  });
});

describe('a button for an operation', () => {
  const operation = { kind: 'delete', provider: 'warehouse', name: 'arn:depot/1' } as const;
  const value = formatOperationValue(operation);

  test('is queued, with nothing filled in', async () => {
    const { handle, queued } = start();
    await handle(clickBody({ action_id: 'proton-bot.operation.delete', value }));
    expect(queued).toEqual([
      expect.objectContaining({
        id: '123.456.fedcba',
        interaction: { type: 'operation', operation: { ...operation, fields: {} } },
      }),
    ]);
  });

  test('of a message that an earlier version posted works as ever', async () => {
    const { handle, queued } = start();
    const written = '{"kind":"delete","provider":"warehouse","name":"arn:depot/1"}';
    await handle(clickBody({ action_id: 'proton-bot.order.delete', value: written }));
    expect(queued.map(({ interaction }) => interaction)).toEqual([
      { type: 'operation', operation: { ...operation, fields: {} } },
    ]);
  });

  test.each<[string, object]>([
    ['whose name and content differ', { action_id: 'proton-bot.operation.recreate', value }],
    ['that carries an attempt', { action_id: 'proton-bot.operation.delete' }],
    ['that carries nothing', { action_id: 'proton-bot.operation.delete', value: undefined }],
  ])('%s is refused', async (_name, button) => {
    const { handle, queued, slack } = start({ replies: [status(200)] });
    expect(await handle(clickBody({ ...button }))).toEqual({ statusCode: 200, body: '' });
    expect(queued).toEqual([]);
    expect(slack.calls).toEqual([
      expect.objectContaining({ given: expect.objectContaining({ text: expect.stringContaining('is not valid') }) }),
    ]);
  });
});

test('nothing secret is ever logged', async () => {
  const failure = new Error(`${botToken} ${commandFields.response_url}`);
  const { handle, log } = start({ failure, replies: [refused('invalid_auth'), status(500)] });
  await handle(create);
  await handle(create);
  await handle(submission({ depotName: 'north', remarks: 'confidential' }));
  await handle(submission({ depotName: 'north' }, { view: { callback_id: 'proton-bot.resource-form' } }));
  const logged = log.lines.join('\n');
  expect(logged).toContain('invalid_auth');
  for (const secret of [botToken, 'hooks.slack.com', 'verification-token', '123.456', signingSecret, 'confidential']) {
    expect(logged).not.toContain(secret);
  }
});
