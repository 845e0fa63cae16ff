import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IncompleteAnswer } from '../../../src/lib/providers/answers.ts';
import { type Page, type PageRequest, pages } from '../../../src/lib/providers/paging.ts';

interface Named {
  readonly name: string;
}

/** What a client hands on: whatever the other side has sent, said to be a list. */
function parsed(text: string): readonly Named[] {
  return JSON.parse(text);
}

async function all<Member>(listing: AsyncIterable<Page<Member>>): Promise<readonly (readonly Member[])[]> {
  const found: (readonly Member[])[] = [];
  for await (const { members } of listing) found.push(members);
  return found;
}

describe('pages', () => {
  test('gives every page once and in order, and asks with the token of the one before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.record({ name: fc.string() })), { minLength: 1 }), async (stored) => {
        const asked: PageRequest[] = [];
        const listing = pages<Named>(
          (page) => {
            asked.push(page);
            const index = Number(page.nextToken ?? 0);
            const isLast = index === stored.length - 1;
            return Promise.resolve({ members: stored[index], nextToken: isLast ? undefined : String(index + 1) });
          },
          { maxResults: 20 },
        );
        expect(await all(listing)).toEqual(stored);
        expect(asked.map(({ nextToken }) => nextToken)).toEqual(
          stored.map((_, index) => (index === 0 ? undefined : String(index))),
        );
        expect(new Set(asked.map(({ maxResults }) => maxResults))).toEqual(new Set([20]));
      }),
    );
  });

  test('goes on where an earlier walk has ended, and says where a later one can', async () => {
    const asked: PageRequest[] = [];
    const list = (page: PageRequest) => {
      asked.push(page);
      return Promise.resolve({ members: [{ name: 'c' }], nextToken: page.nextToken === '3' ? undefined : '3' });
    };
    const found: Page<Named>[] = [];
    for await (const page of pages<Named>(list, { from: '2' })) found.push(page);
    expect(asked.map(({ nextToken }) => nextToken)).toEqual(['2', '3']);
    expect(found.map(({ nextToken }) => nextToken)).toEqual(['3', undefined]);
  });

  test('ends where a token comes again, instead of going round for ever', async () => {
    const listing = pages<Named>(() => Promise.resolve({ members: [{ name: 'a' }], nextToken: 'same' }));
    expect(await all(listing)).toHaveLength(2);
  });

  test('leaves out what is no object, and takes an absent list for an empty one', async () => {
    const hostile = parsed('[{ "name": "a" }, null, 7, "text"]');
    expect(await all(pages(() => Promise.resolve({ members: hostile, nextToken: '' })))).toEqual([[{ name: 'a' }]]);
    expect(await all(pages<Named>(() => Promise.resolve({ members: undefined, nextToken: undefined })))).toEqual([[]]);
  });

  test('refuses what is no list', async () => {
    const hostile = parsed('{ "name": "a" }');
    const listing = pages(() => Promise.resolve({ members: hostile, nextToken: undefined }));
    await expect(all(listing)).rejects.toBeInstanceOf(IncompleteAnswer);
  });
});
