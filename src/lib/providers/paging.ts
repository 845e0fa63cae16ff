import { IncompleteAnswer } from './answers.ts';

/** One page as an operation returns it. No client guarantees that it has the form of the API's model. */
export interface AnsweredPage<Member> {
  readonly members: readonly Member[] | undefined;
  readonly nextToken: string | undefined;
}

/** One page of a listing. */
export interface Page<Member> {
  readonly members: readonly Member[];
  /** Where a later call continues after this page; absent at the end. */
  readonly nextToken?: string;
}

/** The input of every AWS list operation. */
export interface PageRequest {
  readonly maxResults: number;
  readonly nextToken?: string;
}

/**
 * A listing, page by page. A token that was there before ends the listing, which would otherwise never end. List members that are
 * no objects are left out.
 *
 * @param list - asks for one page
 * @param options - `maxResults`: members on a page, no more than the operation allows; `from`: the token to begin with
 * @throws IncompleteAnswer when a page has no list, and anything that `list` throws
 */
export async function* pages<Member>(
  list: (request: PageRequest) => Promise<AnsweredPage<Member>>,
  { maxResults = 100, from }: { readonly maxResults?: number; readonly from?: string | undefined } = {},
): AsyncIterable<Page<Member>> {
  const seen = new Set<string>();
  let token = from;
  for (;;) {
    const answer = await list({ maxResults, ...(token ? { nextToken: token } : {}) });
    const { nextToken }: { readonly nextToken: unknown } = answer;
    const isLast = typeof nextToken !== 'string' || nextToken === '' || seen.has(nextToken);
    yield { members: objectsIn(answer.members), ...(isLast ? {} : { nextToken }) };
    if (isLast) return;
    seen.add(nextToken);
    token = nextToken;
  }
}

/**
 * The objects in a list. Other members are left out.
 *
 * @throws IncompleteAnswer if it is not a list
 */
export function objectsIn<Member>(members: readonly Member[] | undefined): readonly Member[] {
  if (members === undefined) return [];
  if (!Array.isArray(members)) throw new IncompleteAnswer('what there is', 'list');
  return members.filter((member) => typeof member === 'object' && member !== null);
}
