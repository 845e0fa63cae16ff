import { describe, expect, test } from '@jest/globals';
import { formatOrigin, parseOrigin } from '../../../../src/lib/slack/resources/index.ts';

const origin = {
  provider: 'warehouse',
  userId: 'U0ADA0001',
  channelId: 'C0DEPLOYS',
  responseUrl: 'https://hooks.slack.com/commands/T0LOCAL01/1/secret',
};

test('what a form carries comes back to the person it was opened for', () => {
  expect(parseOrigin(formatOrigin(origin), origin.userId)).toEqual(origin);
});

test('what Slack would not take is not sent', () => {
  expect(formatOrigin({ ...origin, responseUrl: `https://hooks.slack.com/${'a'.repeat(3000)}` })).toBeUndefined();
});

describe('what is forged, too large or from another version is refused', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['another person', JSON.stringify({ ...origin, userId: 'U0BEN0001' })],
    ['no person', JSON.stringify({ ...origin, userId: undefined })],
    ['one member more', JSON.stringify({ ...origin, more: 1 })],
    ['one member less', JSON.stringify({ ...origin, provider: undefined })],
    ['no provider', JSON.stringify({ ...origin, provider: '' })],
    ['a provider that is no text', JSON.stringify({ ...origin, provider: {} })],
    ['a channel that is none', JSON.stringify({ ...origin, channelId: '#deploys' })],
    ['a channel of more than there is', JSON.stringify({ ...origin, channelId: 'C'.repeat(31) })],
    ['an address that is none', JSON.stringify({ ...origin, responseUrl: 'nonsense' })],
    ['more than Slack carries', JSON.stringify(origin).padEnd(3001)],
  ])('%s', (_name, text) => {
    expect(parseOrigin(text, origin.userId)).toBeUndefined();
  });

  test('an unknown person, who would be anybody', () => {
    expect(parseOrigin(formatOrigin({ ...origin, userId: '' }), '')).toBeUndefined();
  });
});
