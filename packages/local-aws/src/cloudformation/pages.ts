import { validationError } from './errors.ts';

/** One page of what there is, and the token of the next. */
export interface Page<Member> {
  readonly members: readonly Member[];
  readonly nextToken?: string;
}

/**
 * So many are looked through for a page, whatever is left of them: AWS promises no length of a page, and one may be empty and have
 * a token.
 *
 * @throws AwsError ValidationError
 */
export function pageOf<Member>(
  all: readonly Member[],
  token: string | undefined,
  pageSize: number,
  isWanted: (member: Member) => boolean = () => true,
): Page<Member> {
  const from = token === undefined ? 0 : placeIn(token);
  const to = from + pageSize;
  const members = all.slice(from, to).filter((member) => isWanted(member));
  return { members, ...(to < all.length ? { nextToken: tokenFor(to) } : {}) };
}

function tokenFor(place: number): string {
  return Buffer.from(`place:${place}`).toString('base64url');
}

function placeIn(token: string): number {
  const [, place] = /^place:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  if (place === undefined) throw validationError('NextToken is invalid.');
  return Number(place);
}
