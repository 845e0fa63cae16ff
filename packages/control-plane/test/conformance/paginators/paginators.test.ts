import * as sdk from '@aws-sdk/client-proton';
import { expect, test } from '@jest/globals';
import { PAGED_LISTS } from './support/list-scenes.ts';
import { WHOLE_LISTS } from './support/whole-lists.ts';

/** https://github.com/boto/botocore/blob/develop/botocore/data/proton/2020-07-20/paginators-1.json */
const PAGINATORS = 21;
/** Those whose token can only be empty. */
const WHOLE = 9;

const lists = [...PAGED_LISTS, ...WHOLE_LISTS];

test('every paginator that the SDK exports is tried out', () => {
  const exported = Object.keys(sdk).filter((name) => name.startsWith('paginate'));
  expect(exported).toHaveLength(PAGINATORS);
  expect([...new Set(lists.map((list) => list.paginator))].sort()).toEqual(exported.sort());
  expect(new Set(WHOLE_LISTS.map((list) => list.paginator)).size).toBe(WHOLE);
});

test('every list goes through the paginator it is named after', () => {
  const exported = new Map<string, unknown>(Object.entries(sdk));
  for (const { paginator, paginate } of lists) expect(paginate).toBe(exported.get(paginator));
});
