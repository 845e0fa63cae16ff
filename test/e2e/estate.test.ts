import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../src/local/index.ts';
import { startTestSession, until } from './support/session.ts';

/** What `npm start` plays, with its own configuration and rules. */
let session: Session;
const problems: string[] = [];

beforeAll(async () => {
  session = await startTestSession({
    botFile: 'config/local/bot.yml',
    rulesFile: 'config/local/rules.yml',
    packageFolder: '.proton-bot/package',
    empty: false,
    includes: (provider) => provider !== 'supplyChain',
    onProblem: (line) => problems.push(line),
  });
});

afterAll(() => session.stop());

const messages = (channel: string) => session.slack.workspace.messages(channel);
const textsIn = (channel: string) => messages(channel).map(({ text }) => text);
const isSaid = (words: string) => until(() => textsIn('deploys').some((text) => text.includes(words)));

test('a stack that waits for a service of ECS which hangs is one message, and is cancelled at the stack', async () => {
  await isSaid('Stack `shop`: *update cancelled*');
  const story = messages('deploys').find(({ text }) => text.includes('Stack `shop`: *update cancelled*'));
  const shown = JSON.stringify(story?.blocks);
  expect(shown).toContain('shop/web');
  expect(shown).toContain('cancel-services-that-do-not-move');
  const { Stacks } = session.cloud.cloudFormation.call('DescribeStacks', { StackName: 'shop' });
  await until(() => Stacks[0]?.StackStatus?.startsWith('UPDATE_ROLLBACK') === true);
});

test('an instance of Proton that hangs is cancelled, and a pipeline waits for a person', async () => {
  await isSaid('`orders/api`: *update cancelled*');
  const pipeline = messages('deploys').find(({ text }) => text.includes('`checkout`'));
  expect(JSON.stringify(pipeline?.blocks)).toContain('waits for the approval Production/Approve');
});

test('an account that is not on the list waits in its own channel; nothing went wrong', () => {
  expect(JSON.stringify(messages('platform').map(({ blocks }) => blocks))).toContain('999988887777');
  expect(problems).toEqual([]);
});
