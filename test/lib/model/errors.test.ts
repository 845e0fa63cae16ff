import { describe, expect, test } from '@jest/globals';
import { MalformedMessage } from '../../../src/lib/aws/messages/index.ts';
import { BotError, errorName, isRetryable } from '../../../src/lib/model/errors.ts';
import { ChatBusy, ChatRefused, ProviderUnavailable } from '../../../src/lib/ports.ts';
import { ProtonUnavailable } from '../../../src/lib/providers/proton/index.ts';
import { AmbiguousName, SupplyChainUnavailable } from '../../../src/lib/providers/supply-chain/index.ts';

describe('the errors of the bot', () => {
  test.each([
    [new ChatBusy(1000), true],
    [new ProtonUnavailable('GetService', new Error('secret')), true],
    [new SupplyChainUnavailable('GetInstance', new Error('secret')), true],
    [new ChatRefused('channel_not_found'), false],
    [new MalformedMessage('it is not JSON'), false],
    [new AmbiguousName('factory', ['one', 'two']), false],
  ])('%s says whether trying again helps', (error, retryable) => {
    expect(error).toBeInstanceOf(BotError);
    expect(isRetryable(error)).toBe(retryable);
    expect(error.publicMessage).toBe(error.message);
    expect(error.publicMessage).not.toContain('secret');
  });

  test('a provider that is not there is told from everything else, whichever it is', () => {
    expect(new ProtonUnavailable('GetService', 'no answer')).toBeInstanceOf(ProviderUnavailable);
    expect(new SupplyChainUnavailable('GetInstance', 'no answer')).toBeInstanceOf(ProviderUnavailable);
    expect(new ChatBusy(1000)).not.toBeInstanceOf(ProviderUnavailable);
  });

  test.each([new Error('no'), 'text', undefined, null, { retryable: true }])(
    'what is not of the bot says nothing about trying again: %j',
    (thrown) => {
      expect(isRetryable(thrown)).toBe(false);
    },
  );
});

test('errorName gives the short name of anything thrown, never what it says', () => {
  expect(errorName(Object.assign(new Error('the spec is …'), { name: 'ThrottlingException' }))).toBe(
    'ThrottlingException',
  );
  expect(errorName(new ChatBusy(1))).toBe('ChatBusy');
  for (const thrown of ['the spec is …', undefined, null, { name: 'Error' }]) {
    expect(errorName(thrown)).toBe('unknown error');
  }
});
