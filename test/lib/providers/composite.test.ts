import { describe, expect, test } from '@jest/globals';
import { type DiscoveredPage, ListingFailed } from '../../../src/lib/model/discovery.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import type { Provider } from '../../../src/lib/ports.ts';
import { ProviderNotEnabled } from '../../../src/lib/ports.ts';
import { compositeProvider } from '../../../src/lib/providers/composite.ts';
import { connection, deployment, facts } from '../model/subjects.ts';

/** A back end that writes down what it is asked. */
function provider(name: string, failure?: Error): { readonly provider: Provider; readonly asked: string[] } {
  const asked: string[] = [];
  const reference = (number: number): SubjectReference => ({
    on: 'deployment',
    provider: name,
    kind: 'environment',
    name: `${name}-${number}`,
  });
  return {
    asked,
    provider: {
      name,
      observe: async ({ on }) => void asked.push(`read ${on}`),
      observeAttempt: async ({ id }) => void asked.push(`observeAttempt ${id}`),
      perform: async (action) => {
        asked.push(action);
        return { result: 'accepted' };
      },
      async *discover() {
        asked.push('discover');
        yield { references: [reference(1)] };
        yield failure
          ? { references: [], failure: new ListingFailed('List', failure, false) }
          : { references: [reference(2)] };
      },
      candidates: (typedName) => [{ on: 'deployment', provider: name, kind: 'environment', name: typedName }],
    },
  };
}

async function namesOf(discovered: AsyncIterable<DiscoveredPage>): Promise<string[]> {
  const names: string[] = [];
  for await (const { references, failure } of discovered) {
    names.push(...references.map((reference) => ('name' in reference ? reference.name : '')));
    if (failure) names.push(String(failure));
  }
  return names;
}

describe('several providers', () => {
  test('one alone is asked what is its own, and nothing that is left of another: it would say that there is no such thing', async () => {
    const { provider: only, asked } = provider('one');
    const alone = compositeProvider(only);
    await alone.observe({ on: 'deployment', provider: 'one', kind: 'environment', name: 'prod' });
    await expect(
      alone.observe({ on: 'deployment', provider: 'other', kind: 'instance', name: 'factory' }),
    ).rejects.toBeInstanceOf(ProviderNotEnabled);
    expect(asked).toEqual(['read deployment']);
  });

  test('a question goes to the one that it is about', async () => {
    const [one, other] = [provider('one'), provider('other')];
    const both = compositeProvider(one.provider, other.provider);
    await both.observe({ on: 'connection', provider: 'one', id: 'c' });
    await both.observe({ on: 'deployment', provider: 'other', kind: 'component', name: 'x' });
    await both.observeAttempt(facts({ provider: 'other', id: 'd7' }));
    await both.perform('cancel', deployment({ provider: 'other' }));
    await both.perform('accept', connection({ provider: 'one' }));
    expect(one.asked).toEqual(['read connection', 'accept']);
    expect(other.asked).toEqual(['read deployment', 'observeAttempt d7', 'cancel']);
  });

  test('a name may mean something of each, the first one first', () => {
    const both = compositeProvider(provider('one').provider, provider('other').provider);
    expect(both.name).toBe('one');
    expect(both.candidates('prod').map((reference) => reference.provider)).toEqual(['one', 'other']);
  });

  test('what is under way is that of all', async () => {
    const both = compositeProvider(provider('one').provider, provider('other').provider);
    expect(await namesOf(both.discover())).toEqual(['one-1', 'one-2', 'other-1', 'other-2']);
  });

  test('one that fails does not hide the other, and is not hidden either', async () => {
    const failure = new Error('the endpoint is off');
    const both = compositeProvider(provider('one', failure).provider, provider('other').provider);
    const told = 'ListingFailed: List failed: Error';
    expect(await namesOf(both.discover())).toEqual(['one-1', told, 'other-1', 'other-2']);
    const neither = compositeProvider(provider('one', failure).provider, provider('other', failure).provider);
    expect(await namesOf(neither.discover())).toEqual(['one-1', told, 'other-1', told]);
  });

  test('one that is not enabled is no reason to call its things deleted', async () => {
    const both = compositeProvider(provider('one').provider, provider('other').provider);
    await expect(both.observe({ on: 'connection', provider: 'gone', id: 'c' })).rejects.toThrow(ProviderNotEnabled);
    await expect(both.perform('cancel', deployment({ provider: 'gone' }))).rejects.toThrow(/enable it in bot.yml/);
  });
});
