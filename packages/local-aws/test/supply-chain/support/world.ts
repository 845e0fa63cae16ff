import { AwsError } from '../../../src/endpoint/index.ts';
import { ManualClock } from '../../../src/index.ts';
import { createSeededRandom } from '../../../src/random.ts';
import { createSupplyChain, type SupplyChainSettings } from '../../../src/supply-chain/index.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };

/** Round times, so that a test says what it waits for. */
export const settings: SupplyChainSettings = {
  creationMs: 60_000,
  deletionMs: 20_000,
  deletedShownMs: 300_000,
  mostInstances: 10,
};

/** A token of the shortest length that the API takes. */
export function tokenOf(text: string): string {
  return text.padEnd(33, '-');
}

/** A Supply Chain on a clock that stands still. */
export function createWorld(given: Partial<SupplyChainSettings> = {}) {
  const clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
  const supplyChain = createSupplyChain({
    clock,
    random: createSeededRandom(4),
    identity,
    settings: { ...settings, ...given },
  });
  return {
    clock,
    supplyChain,
    /** Creates an instance and says its id. */
    create: (input: object = {}, owner = identity) =>
      supplyChain.call('CreateInstance', input, owner).instance.instanceId,
    /** The instance as it is shown now. */
    get: (instanceId: string, owner = identity) => supplyChain.call('GetInstance', { instanceId }, owner).instance,
    update: (instanceId: string, changes: object = {}) =>
      supplyChain.call('UpdateInstance', { instanceId, ...changes }).instance,
    remove: (instanceId: string) => supplyChain.call('DeleteInstance', { instanceId }).instance,
    /** The names of the instances that a list shows. */
    names: (input: object = {}, owner = identity) =>
      supplyChain.call('ListInstances', input, owner).instances.map(({ instanceName }) => instanceName),
  };
}

/** What is thrown, as a client would see it: error type and HTTP code. */
export function refusalOf(work: () => unknown): { code: string; statusCode: number; message: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, statusCode, message } = error;
    return { code, statusCode, message };
  }
  throw new Error('nothing was refused');
}
