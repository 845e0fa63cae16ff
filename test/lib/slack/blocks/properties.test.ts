import { describe, expect, test } from '@jest/globals';
import { checkMessageBlocks } from '@proton-bot/local-slack';
import * as fc from 'fast-check';
import { answerMessage } from '../../../../src/lib/slack/answer.ts';
import { alertMessage, type Directory, liveMessage, threadReply } from '../../../../src/lib/slack/blocks/index.ts';
import * as arbitrary from '../support/arbitraries.ts';
import { depotForms } from '../support/resource-form.ts';
import { problemsOf } from '../support/slack-limits.ts';

const directory: Directory = {
  channelId: (name) => (name === '#deploys' ? 'C0DEPLOYS' : undefined),
  mentionedPeople: (name) =>
    name === '@oncall' ? { users: ['U0CLEO001', '<!channel>'], userGroups: ['S0ONCALL1'] } : undefined,
};

const alert = fc
  .tuple(arbitrary.item, arbitrary.history, fc.constantFrom(undefined, 'https://acme.slack.com/archives/C0/p1'))
  .filter(([, entries]) => entries.length > 0)
  .map(([item, entries, link]) =>
    alertMessage({ item, entries, form: 'thread' }, { channel: 'C0DEPLOYS', link }, directory),
  );

describe('whatever the item, Slack takes the message and sees no markup but the bot’s', () => {
  test('the live message', () => {
    fc.assert(
      fc.property(arbitrary.item, (item) => {
        expect(problemsOf(liveMessage(item, depotForms))).toEqual([]);
      }),
    );
  });

  test('the thread reply', () => {
    fc.assert(
      fc.property(arbitrary.subject, arbitrary.history, (subject, entries) => {
        fc.pre(entries.length > 0);
        expect(problemsOf(threadReply(subject, entries, 'C0DEPLOYS', directory))).toEqual([]);
      }),
    );
  });

  test('the alert, whose text for notifications is one line without markup', () => {
    fc.assert(
      fc.property(alert, (message) => {
        expect(problemsOf(message)).toEqual([]);
        expect(message.text).not.toMatch(/[\n`<>]/u);
      }),
    );
  });

  test('the answer to a person', () => {
    fc.assert(
      fc.property(arbitrary.answer, (answer) => {
        expect(problemsOf(answerMessage(answer, depotForms))).toEqual([]);
      }),
    );
  });
});

test('rendering the same item twice gives the same message', () => {
  fc.assert(
    fc.property(arbitrary.item, (item) => {
      expect(liveMessage(item)).toEqual(liveMessage(structuredClone(item)));
    }),
    { numRuns: 20 },
  );
});

test('the local Slack, whose checks somebody else wrote, takes every message too', () => {
  const message = fc.oneof(
    arbitrary.item.map((item) => liveMessage(item, depotForms)),
    arbitrary.answer.map((answer) => answerMessage(answer, depotForms)),
    alert,
    fc
      .tuple(
        arbitrary.subject,
        arbitrary.history.filter((entries) => entries.length > 0),
      )
      .map(([subject, entries]) => threadReply(subject, entries, 'C0DEPLOYS', directory)),
  );
  fc.assert(
    fc.property(message, ({ blocks }) => {
      expect(checkMessageBlocks(blocks)).not.toHaveProperty('error');
    }),
  );
});
