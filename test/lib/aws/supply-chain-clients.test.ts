import { describe, expect, test } from '@jest/globals';
import { createSupplyChainClients } from '../../../src/lib/aws/index.ts';

describe("AWS Supply Chain's clients", () => {
  test('the one that acts makes a single attempt, the one that reads makes more', async () => {
    const { acting, reading } = createSupplyChainClients();
    expect(await acting.config.maxAttempts()).toBe(1);
    expect(await reading.config.maxAttempts()).toBe(3);
  });
});
