import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { factMembers } from '../../../../src/lib/model/facts.ts';
import type { Message } from '../../../../src/lib/slack/blocks/index.ts';
import { alertMessage, type Directory } from '../../../../src/lib/slack/blocks/index.ts';
import { ruleText } from '../../../../src/lib/slack/blocks/rule-text.ts';
import * as arbitrary from '../support/arbitraries.ts';
import { connectionItem, deploymentItem, history, startedAtMs } from '../support/examples.ts';
import { problemsOf } from '../support/slack-limits.ts';

const item = deploymentItem({ labels: { team: 'shop <&>' }, needsHuman: true });

test.each([
  ['{deployment.service} has failed', '`orders` has failed'],
  ['{{a}} *b* <!channel> & `c`', '{a} *b* &lt;!channel&gt; &amp; ˋcˋ'],
  ['team {deployment.labels.team}, {deployment.labels.none}', 'team `shop &lt;&amp;&gt;`, _none_'],
  ['person: {deployment.needsHuman}', 'person: yes'],
  [
    'since {deployment.startedAt}',
    `since <!date^${startedAtMs / 1000}^{date_short_pretty} {time}|2026-11-20 09:30 UTC>`,
  ],
  ['by {deployment.expectedBy}', 'by _unknown_'],
  [
    'see https://runbooks.example.com/a?b=1&c now',
    'see <https://runbooks.example.com/a?b=1&amp;c|https://runbooks.example.com/a?b=1&amp;c> now',
  ],
  ['of another version: {deployment.toString}', 'of another version: _none_'],
])('%s', (template, expected) => {
  expect(ruleText(template, item.subject).text).toBe(expected);
});

test('the facts of a connection', () => {
  expect(ruleText('{connection.environmentAccountId}', connectionItem().subject).text).toBe('`444455556666`');
});

const directory: Directory = {
  channelId: (name) => (name === '#deploys' ? 'C0DEPLOYS' : undefined),
  mentionedPeople: (name) => (name === '@oncall' ? { users: ['U0CLEO001'], userGroups: [] } : undefined),
};

function alertWith(
  text: string,
  to: { readonly channel?: string; readonly people?: readonly string[] },
  place: string,
  about = item,
): Message {
  const entries = history({
    what: 'decided',
    actor: { type: 'rule', rule: 'r' },
    rule: 'r',
    mode: 'enforce',
    verdict: 'fired',
    trace: [],
    actions: [{ type: 'notify', mention: [], text, ...to }],
  });
  return alertMessage({ item: about, entries, form: 'thread' }, { channel: place }, directory);
}

describe('an alert has the text of its rule', () => {
  const text = 'see {deployment.service}';

  test('in the channel that the rule names, and for the people whom it names', () => {
    expect(alertWith(text, { channel: '#deploys' }, 'C0DEPLOYS').text).toContain('see orders.');
    expect(alertWith(text, { people: ['@oncall'] }, 'U0CLEO001').text).toContain('see orders.');
  });

  test('and elsewhere says that the rule fired', () => {
    expect(alertWith(text, { channel: '#elsewhere' }, 'C0DEPLOYS').text).toMatch(/Rule r fired\.$/u);
  });
});

test('whatever the facts are, nothing in a text is markup but what the rule may have', () => {
  const paths = Object.keys(factMembers.deployment).map((member) => `{deployment.${member}}`);
  const template = fc.array(fc.constantFrom('hello ', '<!here>', '`', '*', ...paths), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(template, arbitrary.item, (parts, about) => {
      expect(problemsOf(alertWith(parts.join(''), { channel: '#deploys' }, 'C0DEPLOYS', about))).toEqual([]);
    }),
  );
});
