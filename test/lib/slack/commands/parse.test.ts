import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { answerMessage } from '../../../../src/lib/slack/answer.ts';
import { commands, parseCommand, usageOf, usages } from '../../../../src/lib/slack/commands/index.ts';
import * as arbitrary from '../support/arbitraries.ts';
import { depotForms } from '../support/resource-form.ts';

const typable = commands.filter(({ typed }) => typed === 'byName');

describe('what is understood', () => {
  test.each([
    ['', { name: 'help' }],
    ['   ', { name: 'help' }],
    ['help', { name: 'help' }],
    ['HELP', { name: 'help' }],
    ['status', { name: 'status' }],
    ['status prod-eu', { name: 'status', target: 'prod-eu' }],
    ['  Status   orders/api  ', { name: 'status', target: 'orders/api' }],
    ['cancel Orders/API', { name: 'cancel', target: 'Orders/API' }],
    ['connections', { name: 'connections' }],
    ['accept 8ad03ff3', { name: 'accept', id: '8ad03ff3' }],
    ['reject\u00a08ad03ff3', { name: 'reject', id: '8ad03ff3' }],
  ])('%j', (text, command) => {
    expect(parseCommand(text)).toEqual({ command });
  });
});

describe('what Slack and keyboards make of it', () => {
  test.each([
    ['a link with its label', 'status <http://orders.api|orders.api>', 'orders.api'],
    ['an escaped link', 'status &lt;http://orders.api|orders.api&gt;', 'orders.api'],
    ['a link without label', 'status <https://orders.api>', 'https://orders.api'],
    ['a channel', 'status <#C0DEPLOYS|deploys>', 'deploys'],
    ['a mailto link', 'status <mailto:a@example.com>', 'a@example.com'],
    ['escaped characters, decoded once', 'status a&amp;b&amp;amp;c', 'a&b&amp;c'],
    ['smart quotes', 'status “orders/api”', 'orders/api'],
    ['single smart quotes', 'status ‘orders/api’', 'orders/api'],
    ['plain quotes', 'status "orders/api"', 'orders/api'],
    ['backticks', 'status `orders/api`', 'orders/api'],
    ['the brackets of the help', 'status <orders/api>', 'orders/api'],
    ['a long dash', 'status orders—old/api', 'orders--old/api'],
    ['an invisible character', 'status orders\u200b/api', 'orders/api'],
    ['a direction override', 'status \u202eorders/api', 'orders/api'],
    ['a line break', 'status\norders/api', 'orders/api'],
  ])('%s', (_name, text, target) => {
    expect(parseCommand(text)).toEqual({ command: { name: 'status', target } });
  });
});

describe('what is not understood says what to type', () => {
  test.each([
    ['statsu', 'There is no command "statsu"; did you mean "status"? Type "/proton help" to see all commands.'],
    ['deploy orders', 'There is no command "deploy". Type "/proton help" to see all commands.'],
    ['cancel', '"cancel" needs one target; type "/proton cancel <target>", such as "/proton cancel orders/api"'],
    [
      'cancel orders / api',
      '"cancel" takes one target, but got 3 words; type "/proton cancel <target>", such as "/proton cancel orders/api"',
    ],
    [
      'status a b',
      '"status" takes one target, but got 2 words; type "/proton status [target]", such as "/proton status orders/api"',
    ],
    ['connections all', '"connections" takes no arguments; type "/proton connections"'],
  ])('%j', (text, problem) => {
    expect(parseCommand(text)).toEqual({ command: { name: 'unknown', text, problem } });
  });

  test('a target longer than any', () => {
    expect(parseCommand(`cancel ${'a'.repeat(10_000)}`)).toMatchObject({
      command: { name: 'unknown', problem: expect.stringContaining('too long (at most 256 characters)') },
    });
  });
});

/** The text of each block. */
const textsOf = ({ blocks }: ReturnType<typeof answerMessage>) =>
  blocks.map((block) => ('text' in block && typeof block.text === 'object' ? block.text.text : ''));

describe('the help', () => {
  const texts = textsOf(answerMessage({ kind: 'help' }, depotForms));

  test('has each command once, below the heading of its group', () => {
    const lines = texts.flatMap((text) => text.split('\n').filter((line) => line.startsWith('•')));
    expect(lines).toHaveLength(usages(depotForms).length);
    expect(new Set(lines).size).toBe(lines.length);
    expect(texts.find((text) => text.startsWith('*Holds*'))).toMatch(/hold .*holds.*release .*override /su);
    expect(texts.find((text) => text.startsWith('*Create, list and delete*'))).toContain('depot create');
  });

  test('is not repeated for a text that is no command: one line says where it is', () => {
    const problem = 'There is no command "statsu"; did you mean "status"? Type "/proton help" to see all commands.';
    expect(textsOf(answerMessage({ kind: 'help', problem }, depotForms))).toEqual([`❔ ${problem}`]);
  });
});

describe('commands follow what the enabled back ends can do', () => {
  const support = {
    actions: ['cancel'],
    remedies: { retry: '"providers: { codePipeline: { enabled: true, redeploy: true } }" (AWS CodePipeline)' },
    reasons: {
      rollback: 'AWS CloudFormation: it rolls back itself.',
      accept: 'AWS CloudFormation: CloudFormation has no connections.',
    },
  } as const;
  const listed = usages([], support).map(({ usage }) => usage.split(' ')[0]);

  test('the help lists no others', () => {
    const missing = new Set(['retry', 'rollback', 'continue', 'turn-down', 'connections', 'accept', 'reject']);
    expect(listed).toEqual(typable.map(({ name }) => name).filter((name) => !missing.has(name)));
    expect(textsOf(answerMessage({ kind: 'help' }, [], support)).join('\n')).not.toMatch(/retry|accept|connections/u);
  });

  test('the others say what would have to be enabled', () => {
    expect(parseCommand('cancel orders', [], support)).toEqual({ command: { name: 'cancel', target: 'orders' } });
    expect(parseCommand('retry orders', [], support)).toMatchObject({
      command: {
        name: 'unknown',
        problem:
          '"retry" is not available, because no enabled back end can do it. Set "providers: { codePipeline: { enabled: true, redeploy: true } }" (AWS CodePipeline) in bot.yml, and deploy the bot again.',
      },
    });
    for (const verb of ['connections', 'accept']) {
      expect(parseCommand(verb, [], support)).toMatchObject({
        command: { problem: `"${verb}" is not available, because no enabled back end can do it.` },
      });
    }
    expect(parseCommand('rollback orders', [], support)).toMatchObject({
      command: {
        problem:
          '"rollback" is not available, because no enabled back end can do it. AWS CloudFormation: it rolls back itself.',
      },
    });
  });

  test('none of them is suggested', () => {
    expect(parseCommand('retri orders', [], support)).toMatchObject({
      command: { problem: 'There is no command "retri". Type "/proton help" to see all commands.' },
    });
  });
});

test('every command that is typed by its name is understood as its usage says', () => {
  for (const command of typable) {
    const values = Object.entries(command.arguments).map(([name, { example }]) => [name, example] as const);
    const words = values.map(([, example]) => example);
    expect(parseCommand([command.name, ...words].join(' '))).toEqual({
      command: { name: command.name, ...Object.fromEntries(values) },
    });
    expect(usageOf(command).split(' ')).toHaveLength(1 + words.length);
  }
});

test('never throws, and never gives more than fits into a queue’s message', () => {
  const typed = fc.tuple(fc.constantFrom('', ...typable.map(({ name }) => name)), arbitrary.text);
  fc.assert(
    fc.property(typed, ([verb, rest]) => {
      const understood = parseCommand(`${verb} ${rest}`);
      expect(JSON.stringify(understood).length).toBeLessThan(5000);
      if (!('command' in understood)) throw new Error('there is no form');
      if (understood.command.name === 'unknown') expect(understood.command['text']).not.toBe('');
    }),
  );
});
