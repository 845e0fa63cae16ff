import { describe, expect, test } from '@jest/globals';
import { type Directory, type Message, threadReply } from '../../../../src/lib/slack/blocks/index.ts';
import { deploymentItem, history, type Told } from '../support/examples.ts';

const directory: Directory = {
  channelId: (name) => (name === '#deploys' ? 'C0DEPLOYS' : undefined),
  mentionedPeople: (name) => (name === '@oncall' ? { users: ['U0CLEO001'], userGroups: ['S0ONCALL1'] } : undefined),
};
const { subject } = deploymentItem();

function reply(events: readonly Told[], channel = 'C0DEPLOYS'): Message {
  return threadReply(subject, history(...events), channel, directory);
}

/** A rule that notifies in the thread only: otherwise the alert has the mention. */
function fired(mode: 'shadow' | 'enforce', mention: readonly string[], broadcast = false): Told {
  return {
    what: 'decided',
    verdict: 'fired',
    trace: [],
    rule: 'r',
    mode,
    actions: [{ type: 'notify', channel: '#deploys', mention, broadcast }],
  };
}

test('what waits for approval, and what is not done for now, has a sign of its own; names from outside are quoted', () => {
  const { text } = reply([
    { what: 'approvalAsked', action: 'cancel', reason: '<!here>', questionId: 'q', people: 1, expiresAtMs: 60_000 },
    { what: 'approvalAnswered', action: 'cancel', questionId: 'q', answer: 'approved' },
    { what: 'withdrawn', action: 'cancel', reason: 'it is on hold' },
  ]);
  const [asked, answered, withdrawn] = text.split('\n');
  expect(asked).toMatch(
    /🙋 .*asks for approval to cancel: `&lt;!here&gt;`\. One person must approve it by <!date\^60\^/u,
  );
  expect(answered).toMatch(/✅ .*approved the request to cancel\.$/u);
  expect(withdrawn).toMatch(/✋ Cancel requested by .*: not carried out, because it is on hold\.$/u);
});

describe('a mention', () => {
  test('reaches the people whom the configuration names', () => {
    expect(reply([fired('enforce', ['@oncall', '@oncall'])]).text).toMatch(
      /fired\. <@U0CLEO001> <!subteam\^S0ONCALL1>$/u,
    );
  });

  test('is not in the thread if the alert in the channel has it', () => {
    expect(reply([fired('enforce', ['@oncall'], true)]).text).toMatch(/fired\.$/u);
  });

  test('is left out for a name that nobody configured', () => {
    expect(reply([fired('enforce', ['@nobody', '<!channel>'])]).text).toMatch(/fired\.$/u);
  });

  test('is for the channel that the rule names, not for others', () => {
    expect(reply([fired('enforce', ['@oncall'])], 'C0DEV0001').text).not.toContain('U0CLEO001');
  });

  test('is not made by a shadow rule', () => {
    expect(reply([fired('shadow', ['@oncall'])]).text).toMatch(/Shadow rule `r` would have posted to a channel\.$/u);
  });
});

describe('every outcome is told in words of its own', () => {
  const outcomes = [
    'accepted',
    'observed',
    'alreadyDone',
    'tooLate',
    'superseded',
    'refusedCreate',
    'refused',
    'gaveUp',
  ] as const;

  test.each(['cancel', 'accept', 'reject'] as const)('%s', (action) => {
    const texts = outcomes.map((outcome) => {
      const actor = { type: 'bot' } as const;
      return reply([{ what: 'settled', action, outcome, actor }]).text;
    });
    expect(new Set(texts).size).toBe(outcomes.length);
  });
});

describe('many entries', () => {
  test('are one message, every line in it, the newest status messages beside theirs', () => {
    const events: Told[] = Array.from({ length: 50 }, (_, index) => ({
      what: 'observed',
      status: `STATUS_${index}`,
      statusMessage: `${index}:${'x'.repeat(10_000)}`,
    }));
    const rendered = JSON.stringify(reply(events).blocks);
    for (let index = 0; index < events.length; index += 1) expect(rendered).toContain(`\`STATUS_${index}\``);
    expect(rendered).toContain('49:xxx');
    expect(rendered).not.toContain('"0:xxx');
  });

  test('that do not fit leave the oldest out, and say so', () => {
    const events: Told[] = Array.from({ length: 300 }, (_, index) => ({ what: 'observed', status: `S${index}` }));
    const rendered = JSON.stringify(reply(events).blocks);
    expect(rendered).toMatch(/_\d+ earlier entries are not shown here\. The trail has them\._/u);
    expect(rendered).toContain('`S299`');
    expect(rendered).not.toContain('`S0`');
  });
});

test('a status message is shown as it is: nothing in it is markup', () => {
  const message = reply([{ what: 'observed', status: 'FAILED', statusMessage: '<!channel> *a* `b` \u202e' }]);
  expect(message.text).not.toContain('channel');
  expect(message.blocks.at(-1)).toEqual({
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: '<!channel> *a* `b`' }] }],
  });
});
