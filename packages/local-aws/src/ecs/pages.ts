import { createHash } from 'node:crypto';
import { invalidParameter } from './errors.ts';

/** What lists take. */
export interface PageInput {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

interface Page<Member> {
  readonly members: readonly Member[];
  readonly nextToken: string | undefined;
}

/**
 * One page of a list. A token says behind which member to go on, so pages neither repeat nor skip members, however many come and
 * go meanwhile.
 *
 * @param members in the order of `placeOf`, the smallest first
 * @param list what tells this list from any other, filters included: a token is good for its own only
 * @throws AwsError InvalidParameterException for a token that was not given out for this list
 */
export function pageOf<Member>(
  members: readonly Member[],
  placeOf: (member: Member) => number,
  { nextToken, maxResults }: PageInput,
  { list, usualSize }: { readonly list: unknown; readonly usualSize: number },
): Page<Member> {
  const from = nextToken === undefined ? undefined : readToken(nextToken, sealOf(list));
  const wanted = from === undefined ? members : membersAfter(members, placeOf, from);
  const shown = wanted.slice(0, maxResults ?? usualSize);
  const last = shown.at(-1);
  const hasMore = last !== undefined && shown.length < wanted.length;
  return { members: shown, nextToken: hasMore ? writeToken(boundaryAt(last), sealOf(list)) : undefined };

  function boundaryAt(member: Member): Boundary {
    const place = placeOf(member);
    const equal = members.filter((other) => placeOf(other) === place);
    return { place, shown: equal.indexOf(member) + 1 };
  }
}

/** Where a page ended: so many members at this place were shown, and all before it. Deployments may begin in the same millisecond. */
interface Boundary {
  readonly place: number;
  readonly shown: number;
}

function membersAfter<Member>(
  members: readonly Member[],
  placeOf: (member: Member) => number,
  { place, shown }: Boundary,
): readonly Member[] {
  const equal = members.filter((member) => placeOf(member) === place);
  return [...equal.slice(shown), ...members.filter((member) => placeOf(member) > place)];
}

function sealOf(list: unknown): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 16);
}

function writeToken({ place, shown }: Boundary, seal: string): string {
  return Buffer.from(`${place}.${shown}.${seal}`).toString('base64url');
}

function readToken(token: string, seal: string): Boundary {
  const [place = '', shown = '', given] = Buffer.from(token, 'base64url').toString('latin1').split('.');
  if (given === seal && /^-?\d{1,15}$/.test(place) && /^\d{1,6}$/.test(shown)) {
    return { place: Number(place), shown: Number(shown) };
  }
  throw invalidParameter('nextToken: this list gave out no such token');
}
