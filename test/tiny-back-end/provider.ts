import { ListingFailed } from '../../src/lib/model/discovery.ts';
import { type CallResult, type Provider, ProviderUnavailable } from '../../src/lib/ports.ts';
import { classifyFailure, isNotFound, isThrottle } from '../../src/lib/providers/answers.ts';
import {
  byName,
  candidates,
  firingTraits,
  type Kiln,
  type KilnApi,
  observationOf,
  phaseOf,
  providerName,
} from './firings.ts';

/** The pottery does not answer. */
class PotteryUnavailable extends ProviderUnavailable {
  override readonly name = 'PotteryUnavailable';
}

/** The provider on any API, so that a simulation needs no HTTP. */
export function createKilnProvider(api: KilnApi, { region, account }: { region: string; account: string }): Provider {
  const arnOf = (name: string) => `arn:aws:kiln:${region}:${account}:kiln/${name}`;
  return {
    name: providerName,
    async observe(reference) {
      if (reference.on !== 'deployment') return undefined;
      const { name } = reference;
      const target = reference.target ?? arnOf(name);
      const kiln = await knownKiln(api, name);
      if (kiln === undefined && reference.target === undefined) return undefined;
      const attempts = kiln?.firing === undefined ? [] : [observationOf(kiln.firing, { name, target })];
      const state = { reference: { ...reference, target }, traits: firingTraits, attempts };
      return { ...state, completeSinceMs: 0, gone: kiln === undefined };
    },
    // Nobody keeps a book of firings.
    observeAttempt: async () => undefined,
    perform: async (action, subject) => {
      if (action !== 'cancel' || subject.on !== 'deployment') {
        return { result: 'refused', conflict: false, error: 'NotAKilnMatter' };
      }
      const { name, target, id } = subject.deployment;
      return stop(api, { name, target, id });
    },
    async *discover({ on } = {}) {
      if (on === 'connection') return;
      try {
        const { kilns } = await api.listKilns();
        const busy = kilns.filter(({ firing }) => ['running', 'stopping'].includes(phaseOf(firing?.status ?? 'DONE')));
        yield { references: busy.map(({ name }) => ({ ...byName(name), target: arnOf(name) })) };
      } catch (error) {
        yield { references: [], failure: new ListingFailed('ListKilns', error, isThrottle(error)) };
      }
    },
    candidates,
  };
}

async function knownKiln(api: KilnApi, name: string): Promise<Kiln | undefined> {
  try {
    return await api.getKiln({ name });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (isThrottle(error)) throw error;
    throw new PotteryUnavailable('the pottery does not answer; look whether anybody is in', { cause: error });
  }
}

/** The call names the firing, so that it never stops another one. */
async function stop(api: KilnApi, { name, target, id }: Record<'name' | 'target' | 'id', string>): Promise<CallResult> {
  try {
    const { firing } = await api.stopFiring({ name, firingId: id });
    return { result: 'accepted', observation: observationOf(firing, { name, target }) };
  } catch (error) {
    return classifyFailure(error);
  }
}
