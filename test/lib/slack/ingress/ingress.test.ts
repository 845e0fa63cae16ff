import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyText } from '../../../../packages/control-plane/test/support/any-text.ts';
import type { PersonRequest } from '../../../../src/lib/model/request.ts';
import { createIngress, SigningSecretMissing } from '../../../../src/lib/slack/ingress/index.ts';
import { FakeSlack, RecordingLog, type Reply, status } from '../support/fake-slack.ts';
import { requestShapes } from '../support/request-shapes.ts';
import {
  buttonKey,
  clickBody,
  commandBody,
  commandFields,
  signedEvent,
  signingSecret,
  teamId,
} from '../support/signed-events.ts';

/** Far in the future, because Bolt's own check behind the guard reads the machine's clock and refuses what is older. */
const nowMs = Date.UTC(2100, 0, 1);

interface StartOptions {
  readonly failure?: Error;
  readonly replies?: readonly Reply[];
  readonly slackApiUrl?: string;
}

function start(options: StartOptions = {}) {
  const queued: PersonRequest[] = [];
  const log = new RecordingLog();
  const slack = new FakeSlack(...(options.replies ?? []));
  const handle = createIngress({
    signingSecret,
    teamId,
    clock: { now: () => nowMs },
    log,
    fetch: slack.fetch,
    slackApiUrl: options.slackApiUrl,
    enqueue: (request) => {
      if (options.failure) return Promise.reject(options.failure);
      queued.push(request);
      return Promise.resolve();
    },
  });
  return { handle, queued, log, slack };
}

describe('every shape of request', () => {
  test.each(requestShapes.map((shape) => [shape.name, shape] as const))('%s', async (_name, shape) => {
    const { handle, queued, slack } = start();
    const outcome = await handle(shape.event(nowMs));
    expect(outcome.statusCode).toBe(shape.statusCode);
    expect(shape.body === undefined ? outcome.body === '' : outcome.body.includes(shape.body)).toBe(true);
    expect(queued).toHaveLength(shape.isQueued ? 1 : 0);
    expect(slack.calls).toEqual([]);
  });

  test('whatever comes unsigned is refused, and nothing throws', async () => {
    const { handle, queued } = start();
    const anything = fc.record(
      {
        headers: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
        body: fc.oneof(anyText(), fc.anything()),
        isBase64Encoded: fc.anything(),
        rawPath: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(anything, async (event) => {
        expect((await handle(event)).statusCode).toBe(401);
      }),
    );
    expect(queued).toEqual([]);
  });
});

describe('a command', () => {
  test('is queued as Slack sent it, understood', async () => {
    const { handle, queued } = start();
    await handle(signedEvent(commandBody(), nowMs));
    expect(queued).toEqual([
      {
        id: commandFields.trigger_id,
        receivedAtMs: nowMs,
        interaction: { type: 'command', command: { name: 'status', target: 'orders/api' } },
        userId: 'U0ADA0001',
        teamId,
        channelId: 'C0DEPLOYS',
        responseUrl: commandFields.response_url,
      },
    ]);
  });

  test('that cannot be queued is answered so, and nothing was started', async () => {
    const { handle } = start({ failure: new Error('no queue') });
    const { statusCode, body } = await handle(signedEvent(commandBody(), nowMs));
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      response_type: 'ephemeral',
      replace_original: false,
      text: 'The request could not be queued. Nothing was done. Try again.',
    });
  });

  test('whose queue does not answer is told as uncertain', async () => {
    const failure = Object.assign(new Error('too slow'), { name: 'TimeoutError' });
    const { body } = await start({ failure }).handle(signedEvent(commandBody(), nowMs));
    expect(body).toContain('not known');
  });
});

describe('a click', () => {
  test.each(['cancel', 'accept', 'reject'])('to %s is queued with the attempt it was shown for', async (action) => {
    const { handle, queued } = start();
    await handle(signedEvent(clickBody({ action_id: `proton-bot.${action}` }), nowMs));
    expect(queued).toEqual([
      {
        id: '123.456.fedcba',
        receivedAtMs: nowMs,
        interaction: { type: 'click', action, key: buttonKey },
        userId: 'U0ADA0001',
        teamId,
        channelId: 'C0DEPLOYS',
        responseUrl: 'https://hooks.slack.com/actions/T0LOCAL01/1/secret',
      },
    ]);
  });

  test.each(['approve', 'decline'])('to %s is queued with the question it was shown for', async (answer) => {
    const { handle, queued } = start();
    const value = JSON.stringify({ ...buttonKey, question: 'question-1' });
    await handle(signedEvent(clickBody({ action_id: `proton-bot.${answer}`, value }), nowMs));
    expect(queued).toMatchObject([
      { interaction: { type: 'reply', answer, questionId: 'question-1', key: buttonKey } },
    ]);
  });

  test('on "I\'m on it" is queued with the attempt it was shown for', async () => {
    const { handle, queued } = start();
    await handle(signedEvent(clickBody({ action_id: 'proton-bot.own', value: JSON.stringify(buttonKey) }), nowMs));
    expect(queued).toMatchObject([{ interaction: { type: 'own', key: buttonKey } }]);
  });

  test.each<[string, string, Error | undefined, string]>([
    ['that cannot be read', clickBody({ value: '{"target":1}' }), undefined, 'is not valid'],
    ['without a value', clickBody({ value: undefined }), undefined, 'is not valid'],
    ['without a channel', clickBody({}, { channel: undefined }), undefined, 'is not valid'],
    ['that cannot be queued', clickBody(), new Error('no queue'), 'could not be queued'],
    [
      'of a person from another workspace',
      clickBody({}, { user: { id: 'U0STRANGE', username: 's', team_id: 'T0STRANGE' } }),
      undefined,
      'does not accept requests from your Slack workspace',
    ],
    [
      'in another workspace',
      clickBody({}, { team: { id: 'T0STRANGE', domain: 's' } }),
      undefined,
      'does not accept requests from your Slack workspace',
    ],
    [
      'of a person whose workspace Slack does not say',
      clickBody({}, { user: { id: 'U0ADA0001', username: 'ada' } }),
      undefined,
      'does not accept requests from your Slack workspace',
    ],
    ['of no workspace', clickBody({}, { team: null }), undefined, 'does not accept requests from your Slack workspace'],
  ])('%s is acknowledged, and refused through the response URL', async (_name, body, failure, text) => {
    const { handle, queued, slack } = start({ replies: [status(200)], ...(failure ? { failure } : {}) });
    expect(await handle(signedEvent(body, nowMs))).toEqual({ statusCode: 200, body: '' });
    expect(queued).toEqual([]);
    expect(slack.calls).toEqual([
      expect.objectContaining({
        what: 'https://hooks.slack.com/actions/T0LOCAL01/1/secret',
        given: { response_type: 'ephemeral', replace_original: false, text: expect.stringContaining(text) },
      }),
    ]);
  });

  test.each([
    'https://attacker.example/hooks',
    'https://hooks.slack.com.attacker.example/actions/1',
    'https://hooks.slack.com@attacker.example/actions/1',
    'https://hooks.slack.com:8443/actions/1',
    'http://hooks.slack.com/actions/1',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'no address',
    '',
  ])('is refused without posting to %s, which is not Slack', async (response_url) => {
    const { handle, queued, slack, log } = start();
    for (const body of [
      clickBody({ value: 'x' }, { response_url }),
      clickBody({}, { response_url, team: { id: 'T0STRANGE', domain: 's' } }),
    ]) {
      expect(await handle(signedEvent(body, nowMs))).toEqual({ statusCode: 200, body: '' });
    }
    expect(slack.calls).toEqual([]);
    expect(queued).toEqual([]);
    expect(log.lines.join('\n')).not.toContain('attacker');
  });

  test('is answered at a local Slack where the bot is told of one, and at no other address of this machine', async () => {
    const { handle, slack } = start({ replies: [status(200)], slackApiUrl: 'http://127.0.0.1:3030/api/' });
    for (const response_url of ['http://127.0.0.1:3031/hooks/1/2/3', 'http://127.0.0.1:3030/hooks/1/2/3']) {
      await handle(signedEvent(clickBody({ value: 'x' }, { response_url }), nowMs));
    }
    expect(slack.calls.map(({ what }) => what)).toEqual(['http://127.0.0.1:3030/hooks/1/2/3']);
  });

  test.each<[string, Reply]>([
    ['404', status(404)],
    ['a reset connection', new TypeError('fetch failed')],
  ])('keeps its acknowledgement when the refusal cannot be told: %s', async (_name, reply) => {
    const { handle } = start({ replies: [reply] });
    expect(await handle(signedEvent(clickBody({ value: 'x' }), nowMs))).toEqual({ statusCode: 200, body: '' });
  });
});

test('nothing secret is ever logged', async () => {
  const failing = start({ failure: new Error(commandFields.response_url), replies: [status(500), status(500)] });
  for (const shape of requestShapes) {
    await failing.handle(shape.event(nowMs));
  }
  await failing.handle(signedEvent(clickBody({ value: 'x' }), nowMs));
  const logged = failing.log.lines.join('\n');
  expect(logged).not.toBe('');
  for (const secret of ['hooks.slack.com', 'verification-token', '123.456', signingSecret, 'orders/api', 'v0=']) {
    expect(logged).not.toContain(secret);
  }
});

test('an empty signing secret is refused at once: anybody could sign with it', () => {
  const options = { teamId, clock: { now: () => nowMs }, log: new RecordingLog(), enqueue: () => Promise.resolve() };
  expect(() => createIngress({ ...options, signingSecret: '' })).toThrow(SigningSecretMissing);
});
