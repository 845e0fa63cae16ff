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
  const after = nextToken === undefined ? Number.NEGATIVE_INFINITY : readToken(nextToken, sealOf(list));
  const wanted = members.filter((member) => placeOf(member) > after);
  const shown = wanted.slice(0, maxResults ?? usualSize);
  const last = shown.at(-1);
  const hasMore = last !== undefined && shown.length < wanted.length;
  return { members: shown, nextToken: hasMore ? writeToken(placeOf(last), sealOf(list)) : undefined };
}

function sealOf(list: unknown): string {
  return createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 16);
}

function writeToken(place: number, seal: string): string {
  return Buffer.from(`${place}.${seal}`).toString('base64url');
}

function readToken(token: string, seal: string): number {
  const [place = '', given] = Buffer.from(token, 'base64url').toString('latin1').split('.');
  if (given === seal && /^-?\d{1,15}$/.test(place)) return Number(place);
  throw invalidParameter('nextToken: this list gave out no such token');
}
