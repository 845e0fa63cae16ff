import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { code, joined, mention, moment, mrkdwn, truncated, webLink } from '../../../src/lib/slack/mrkdwn.ts';
import * as arbitrary from './support/arbitraries.ts';

describe('mrkdwn', () => {
  test('escapes exactly the three characters that Slack names', () => {
    expect(mrkdwn`*${'a & b <!channel> "c" \'d\''}*`.text).toBe('*a &amp; b &lt;!channel&gt; "c" \'d\'*');
  });

  test('takes finished markup as it is, once', () => {
    const inner = mrkdwn`${'<'}`;
    expect(mrkdwn`${inner}${inner} ${3}`.text).toBe('&lt;&lt; 3');
  });

  test('an object that looks like markup is not markup', () => {
    // @ts-expect-error the type keeps it out, and so does the check at run time
    expect(mrkdwn`${{ text: '<!channel>' }}`.text).not.toContain('<!channel>');
  });

  test('takes out what cannot be seen', () => {
    expect(mrkdwn`${'a\u202Eb\u0000c\ud800d\u2066\ufeff'}`.text).toBe('abcd');
  });

  test('escaping loses nothing that can be seen', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const decoded = mrkdwn`${value}`.text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
        expect(decoded).toBe(value.replaceAll('`', 'ˋ'));
      }),
    );
  });
});

describe('code', () => {
  test('is closed by nothing in the value, and stays on one line', () => {
    expect(code('a`b\n c`').text).toBe('`aˋb cˋ`');
  });

  test('says so where there is nothing', () => {
    expect(code(' \u200b').text).toBe('_none_');
  });

  test('cuts the value, not the entity', () => {
    expect(code('&&&&&', 3).text).toBe('`&amp;&amp;…`');
  });
});

describe('moment', () => {
  test('is a date in the reader’s time zone, with UTC beside it', () => {
    expect(moment(Date.UTC(2026, 10, 20, 9, 30, 5)).text).toBe(
      '<!date^1795167005^{date_short_pretty} {time}|2026-11-20 09:30 UTC>',
    );
    expect(moment(1795167005999, 'second').text).toBe(
      '<!date^1795167005^{date_short_pretty} {time_secs}|2026-11-20 09:30:05 UTC>',
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 8.65e15])('%d is no moment', (atMs) => {
    expect(moment(atMs).text).toBe('_unknown_');
  });
});

describe('mention', () => {
  test('is made of ids only', () => {
    expect(mention('U0ADA0001')?.text).toBe('<@U0ADA0001>');
    expect(mention('W0ADA0001')?.text).toBe('<@W0ADA0001>');
    expect(mention('S0ONCALL1')?.text).toBe('<!subteam^S0ONCALL1>');
    for (const id of ['', 'channel', '!channel', 'U0ADA|x', 'U0>', 'C0DEPLOYS', 'u0ada0001']) {
      expect(mention(id)).toBeUndefined();
    }
  });
});

describe('a link', () => {
  test('shows where it leads', () => {
    expect(webLink('https://factory-eu.example.com')?.text).toBe(
      '<https://factory-eu.example.com|factory-eu.example.com>',
    );
  });

  test.each([
    '',
    'http://a.example.com',
    'javascript:alert(1)',
    'https://a.example.com/path',
    'https://a.example.com:8080',
    'https://user@a.example.com',
    'https://a.example.com|b',
    'https://a.example.com>',
    'https://a..com',
    'https://localhost',
    ' https://a.example.com',
    'https://a.example.com\n',
    `https://${'a.'.repeat(200)}com`,
  ])('is not made of %j', (address) => {
    expect(webLink(address)).toBeUndefined();
  });
});

describe('truncated', () => {
  test('leaves alone what fits', () => {
    const markup = mrkdwn`${'&'}`;
    expect(truncated(markup, 5)).toBe(markup);
  });

  test('never exceeds the limit, never cuts what means something only as a whole', () => {
    const part = fc.oneof(
      arbitrary.text.map((value) => mrkdwn`${value}`),
      arbitrary.text.map((value) => code(value)),
      fc.integer({ min: 1, max: 4e12 }).map((atMs) => moment(atMs)),
    );
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 1, max: 200 }), (parts, maximum) => {
        const whole = joined(parts, ' ');
        const { text } = truncated(whole, maximum);
        expect(text.length).toBeLessThanOrEqual(maximum);
        expect(whole.text.startsWith(text.replace(/…$/u, ''))).toBe(true);
        expect(text.replaceAll(/<[^<>]*>/gu, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/u);
        expect(text).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});
