import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { factMembers } from '../../../../src/lib/model/facts.ts';
import { templateParts } from '../../../../src/lib/model/text-template.ts';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../../src/lib/rules/check/index.ts';
import { placesOf, unmark } from '../../configuration-check/marked.ts';

/** A rule with this `notify`, on the last line but one. */
function fileWith(notify: string, on = 'deployment'): string {
  return `version: 1
rules:
  - name: alert
    on: ${on}
    when: "true"
    do: [{ notify: { ${notify} } }]
    mode: enforce
`;
}

function check(text: string) {
  return checkRules(text, 'rules.yml', { providers: providerRegistry });
}

describe('notify', () => {
  test('goes to a channel, to people, or to both, with a text', () => {
    const checked = check(
      fileWith('channel: deploys, people: [on-call, "@lead"], text: "{deployment.name} failed", broadcast: false'),
    );
    expect(checked.ok && checked.document.rules[0]?.actions).toEqual([
      {
        type: 'notify',
        channel: 'deploys',
        mention: [],
        people: ['on-call', '@lead'],
        text: '{deployment.name} failed',
        broadcast: false,
      },
    ]);
  });

  test('escalates after a time, to others', () => {
    const checked = check(fileWith('channel: deploys, escalate: { after: 15m, mention: "@lead", people: [on-call] }'));
    expect(checked.ok && checked.document.rules[0]?.actions).toEqual([
      {
        type: 'notify',
        channel: 'deploys',
        mention: [],
        escalate: { afterMs: 15 * 60_000, mention: ['@lead'], people: ['on-call'] },
      },
    ]);
  });

  test.each([
    [
      '{ channel: deploys, escalate: { after: ‸30s, mention: "@lead" } }',
      'not a time of one minute to seven days; write for example 15m or 1h',
    ],
    ['{ channel: deploys, escalate: ‸{ after: 15m } }', 'name whom to mention, or people'],
    [
      '‸{ people: on-call, escalate: { after: 15m, mention: "@lead" } }',
      '"mention" and "broadcast" are for a channel; name one, or leave them out',
    ],
    ['‸{ text: hello }', 'name a channel, or people'],
    [
      '‸{ people: on-call, broadcast: true }',
      '"mention" and "broadcast" are for a channel; name one, or leave them out',
    ],
    ['{ channel: deploys, text: ‸"" }', 'too short: at least 1 character'],
    ['{ channel: deploys, text: ‸"a\\nb" }', 'a text is one line'],
  ])('is refused: %s', (marked, message) => {
    const { text, line, column } = unmark(fileWith('').replace('{  }', marked));
    const result = check(text);
    expect(result.ok ? [] : placesOf(result.problems)).toEqual([`${line}:${column} ${message}`]);
  });
});

describe('a text', () => {
  test.each([
    'no fact, and {{braces}}',
    '{deployment.service} in { deployment.environment }',
    'started {deployment.startedAt}, team {deployment.labels.team}, {deployment.labels.aws:cloudformation:stack-name}',
    'see https://runbooks.example.com/stuck for {deployment.name}',
  ])('is taken: %s', (text) => {
    expect(check(fileWith(`channel: deploys, text: ${JSON.stringify(text)}`))).toMatchObject({ ok: true });
  });

  test.each([
    ['of {‸deployment.enviroment}', 'deployment has no member "enviroment"; did you mean "environment"?'],
    ['of {‸deployment.held}', expect.stringContaining('deployment has no member "held"')],
    ['of {‸now}', '"now" is no fact of this rule; write for example {deployment.provider}'],
    ['of {‸}', '"" is no fact of this rule; write for example {deployment.provider}'],
    ['of {‸connection.id}', '"connection.id" is no fact of this rule; write for example {deployment.provider}'],
    ['of {‸deployment.labels}', 'name a label: {deployment.labels.team}'],
    ['of {‸deployment.name.first}', 'deployment.name has no members'],
    ['an ‸{open brace', '"{" has no partner; write {deployment.name} for a fact, and {{ for the brace'],
    ['a close‸} brace', '"}" has no partner; write {deployment.name} for a fact, and }} for the brace'],
    ['https://a.example.com/{‸deployment.name}', 'a fact cannot be a part of a web address'],
  ])('is refused at its place: %s', (marked, message) => {
    const { text, line, column } = unmark(fileWith(`channel: deploys, text: "${marked}"`));
    const result = check(text);
    expect(result.ok ? [] : result.problems.map((problem) => ({ ...problem }))).toEqual([
      expect.objectContaining({ line, column, message }),
    ]);
  });

  test('may name each fact of its subject, and no fact of the other one', () => {
    for (const [on, members] of Object.entries(factMembers)) {
      for (const member of Object.keys(members)) {
        const text = `channel: deploys, text: "{${on}.${member === 'labels' ? 'labels.team' : member}}"`;
        expect(check(fileWith(text, on))).toMatchObject({ ok: true });
        expect(check(fileWith(text, on === 'deployment' ? 'connection' : 'deployment'))).toMatchObject({ ok: false });
      }
    }
  });
});

test('the parts of a template, in their order, are the template', () => {
  const template = fc
    .array(fc.constantFrom('{', '}', '{{', '}}', '{deployment.name}', 'a', '😀'))
    .map((all) => all.join(''));
  fc.assert(
    fc.property(template, (text) => {
      const parts = templateParts(text);
      const written = parts.map((part) => {
        if (part.kind === 'text') return part.text.replaceAll(/[{}]/gu, '$&$&');
        return part.kind === 'fact' ? `{${part.path}}` : part.brace;
      });
      expect(written.join('')).toBe(text);
      for (const part of parts) {
        if (part.kind === 'fact') expect(text.slice(part.offset)).toMatch(new RegExp(`^${part.path}\\}`));
      }
    }),
  );
});
