import { IncompleteAnswer } from './answers.ts';

/** One page of a listing. No client promises that what comes is what the API's model says. */
export interface Page<Member> {
  readonly members: readonly Member[] | undefined;
  readonly nextToken: string | undefined;
}

/** What every listing of AWS takes. */
export interface PageRequest {
  readonly maxResults: number;
  readonly nextToken?: string;
}

/**
 * A listing, page by page. A token that was there before ends the walk instead of going round for ever. What is no object
 * in a list is left out.
 *
 * @param list - asks for one page
 * @param maxResults - members on a page: no more than the operation allows
 * @throws IncompleteAnswer when a page holds no list, and whatever `list` throws
 */
export async function* pages<Member>(
  list: (page: PageRequest) => Promise<Page<Member>>,
  maxResults = 100,
): AsyncIterable<readonly Member[]> {
  const seen = new Set<string>();
  let request: PageRequest = { maxResults };
  for (;;) {
    const { members, nextToken } = await list(request);
    yield membersOf(members);
    if (!nextToken || seen.has(nextToken)) return;
    seen.add(nextToken);
    request = { maxResults, nextToken };
  }
}

function membersOf<Member>(members: readonly Member[] | undefined): readonly Member[] {
  if (members === undefined) return [];
  if (!Array.isArray(members)) throw new IncompleteAnswer('what there is', 'list');
  return members.filter((member) => typeof member === 'object' && member !== null);
}
