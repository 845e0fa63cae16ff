import { IncompleteAnswer } from './answers.ts';

/** One page as an operation answers it. No client promises that what comes is what the API's model says. */
export interface AnsweredPage<Member> {
  readonly members: readonly Member[] | undefined;
  readonly nextToken: string | undefined;
}

/** One page of a listing. */
export interface Page<Member> {
  readonly members: readonly Member[];
  /** Where a later call goes on behind this page; absent at the end. */
  readonly nextToken?: string;
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
 * @param options - `maxResults`: members on a page, no more than the operation allows; `from`: the token to begin with
 * @throws IncompleteAnswer when a page holds no list, and whatever `list` throws
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
 * What a list holds, without what is no object.
 *
 * @throws IncompleteAnswer where there is something else in its place
 */
export function objectsIn<Member>(members: readonly Member[] | undefined): readonly Member[] {
  if (members === undefined) return [];
  if (!Array.isArray(members)) throw new IncompleteAnswer('what there is', 'list');
  return members.filter((member) => typeof member === 'object' && member !== null);
}
