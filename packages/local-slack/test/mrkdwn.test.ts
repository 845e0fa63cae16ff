import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatDate, type MrkdwnNode, parseMrkdwn } from '../src/mrkdwn/index.ts';

const text = (value: string): MrkdwnNode => ({ type: 'text', text: value });

describe('mrkdwn', () => {
  test.each<[string, MrkdwnNode[]]>([
    ['plain', [text('plain')]],
    ['*bold*', [{ type: 'bold', children: [text('bold')] }]],
    [
      '_it_ and ~gone~',
      [{ type: 'italic', children: [text('it')] }, text(' and '), { type: 'strike', children: [text('gone')] }],
    ],
    ['*_both_*', [{ type: 'bold', children: [{ type: 'italic', children: [text('both')] }] }]],
    ['snake_case_name and 2*3*4', [text('snake_case_name and 2*3*4')]],
    ['* not bold *', [text('* not bold *')]],
    ['`*code*`', [{ type: 'code', text: '*code*' }]],
    ['```\nline 1\n  <b> &amp;\n```', [{ type: 'preformatted', text: 'line 1\n  <b> &' }]],
    ['one\ntwo', [text('one'), { type: 'break' }, text('two')]],
    ['&gt; quoted\n> more', [{ type: 'quote', children: [text('quoted'), { type: 'break' }, text('more')] }]],
    [
      '<https://example.com/?a=1&amp;b=2|a &lt;link&gt;>',
      [{ type: 'link', url: 'https://example.com/?a=1&b=2', label: 'a <link>' }],
    ],
    [
      'see https://example.com/x.',
      [text('see '), { type: 'link', url: 'https://example.com/x', label: 'https://example.com/x' }, text('.')],
    ],
    [
      '<@U0ADA0001> <@U0X|max>',
      [{ type: 'user', id: 'U0ADA0001' }, text(' '), { type: 'user', id: 'U0X', label: 'max' }],
    ],
    [
      '<#C0DEV0001> <!subteam^S0ONCALL1> <!here>',
      [
        { type: 'channel', id: 'C0DEV0001' },
        text(' '),
        { type: 'userGroup', id: 'S0ONCALL1' },
        text(' '),
        { type: 'broadcast', range: 'here' },
      ],
    ],
    [
      '<!date^1700000000^{time}|then>',
      [{ type: 'date', atSeconds: 1_700_000_000, format: '{time}', fallback: 'then' }],
    ],
    [':rocket: :no_such_emoji: 10:30:00', [{ type: 'emoji', name: 'rocket' }, text(' :no_such_emoji: 10:30:00')]],
    ['&lt;!channel&gt; &amp;lt;', [text('<!channel> &lt;')]],
  ])('%j', (given, nodes) => {
    expect(parseMrkdwn(given)).toEqual(nodes);
  });

  test('an address that a browser would run is text', () => {
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'JaVaScRiPt:alert(1)', 'vbscript:x']) {
      expect(parseMrkdwn(`<${address}|click>`)).toEqual([text(`<${address}|click>`)]);
    }
  });

  test('whatever the text is, nothing of it is lost in a link that runs, and the parser ends', () => {
    const piece = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      '```',
      '<',
      '>',
      '|',
      '&lt;',
      '&gt;',
      ':x:',
      '\n',
      ' ',
      'a',
      'https://e.x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const urls = linksIn(parseMrkdwn(pieces.join('')));
        expect(urls.every((url) => /^(?:https?:\/\/|mailto:)/i.test(url))).toBe(true);
      }),
    );
  });

  test('a long line of openings is read in one go', () => {
    expect(parseMrkdwn('*a _b ~c <d :e '.repeat(2500))).toEqual([text('*a _b ~c <d :e '.repeat(2500))]);
  });
});

function linksIn(nodes: readonly MrkdwnNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.type === 'link') return [node.url];
    return 'children' in node ? linksIn(node.children) : [];
  });
}

describe('dates', () => {
  const reader = { nowMs: Date.UTC(2026, 10, 21, 12), locale: 'en-GB', timeZone: 'UTC' };
  const at = (hours: number) => Date.UTC(2026, 10, 21, hours, 5, 9) / 1000;

  test.each([
    ['{date_num} {time}', '2026-11-21 9:05'],
    ['{date_short_pretty} at {time_secs}', 'today at 9:05:09'],
    ['{date_long}', 'Saturday, 21 November 2026'],
    ['{ago}', '2 hours ago'],
    ['{nonsense} {date}', '{nonsense} 21 November 2026'],
  ])('%s', (format, shown) => {
    const normalised = formatDate(at(9), format, reader).replace('Saturday 21', 'Saturday, 21').replace(' 09:', ' 9:');
    expect(normalised).toBe(shown);
  });

  test('yesterday, tomorrow and any other day', () => {
    const shown = [at(-3), at(30), at(80)].map((seconds) => formatDate(seconds, '{date_pretty}', reader));
    expect(shown).toEqual(['yesterday', 'tomorrow', '24 November 2026']);
  });
});
