import { ProtonClient } from '@aws-sdk/client-proton';
import { describe, expect, test } from '@jest/globals';
import { clientSettings } from '../../../src/lib/aws/index.ts';
import { clientOptions } from '../../../src/lib/providers/module.ts';
import { SupplyChainClient } from '../../../src/lib/providers/supply-chain/index.ts';

describe.each([
  ['AWS Proton', (options: ReturnType<typeof clientOptions>['acting']) => new ProtonClient(options)],
  ['AWS Supply Chain', (options: ReturnType<typeof clientOptions>['acting']) => new SupplyChainClient(options)],
])('the clients of %s', (_, create) => {
  const credentials = async () => ({ accessKeyId: 'AKIDSCOPE', secretAccessKey: 'secret' });
  const { reading, acting } = clientOptions({ region: 'eu-west-1', credentials, clientSettings });

  test('make a single attempt where they act, and more where they read', async () => {
    expect(await create(acting).config.maxAttempts()).toBe(1);
    expect(await create(reading).config.maxAttempts()).toBe(3);
  });

  test('ask in the Region of the scope, with its credentials', async () => {
    for (const options of [reading, acting]) {
      expect(await create(options).config.region()).toBe('eu-west-1');
      expect(await create(options).config.credentials()).toMatchObject({ accessKeyId: 'AKIDSCOPE' });
    }
  });
});
