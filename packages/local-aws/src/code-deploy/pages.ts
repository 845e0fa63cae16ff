import { createHash } from 'node:crypto';
import { refuse } from './errors.ts';

/** CodeDeploy's lists have pages of a size that nobody can choose. */
const usualSize = 100;

/**
 * One page of a list, newest first: a token says below which number to go on, so pages neither repeat nor skip members.
 *
 * @param list what tells this list from any other, filters included: a token is good for its own only
 * @throws AwsError InvalidNextTokenException
 */
export function pageOf<Member extends { readonly number: number }>(
  members: readonly Member[],
  nextToken: string | undefined,
  list: unknown,
): { readonly members: readonly Member[]; readonly nextToken: string | undefined } {
  const seal = createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 16);
  const below = nextToken === undefined ? Number.POSITIVE_INFINITY : readToken(nextToken, seal);
  const wanted = members.filter(({ number }) => number < below).toSorted((one, other) => other.number - one.number);
  const shown = wanted.slice(0, usualSize);
  const last = shown.at(-1);
  const hasMore = last !== undefined && shown.length < wanted.length;
  return {
    members: shown,
    nextToken: hasMore ? Buffer.from(`${last.number}.${seal}`).toString('base64url') : undefined,
  };
}

function readToken(token: string, seal: string): number {
  const [place = '', given] = Buffer.from(token, 'base64url').toString('latin1').split('.');
  return given === seal && /^\d{1,15}$/.test(place) ? Number(place) : refuse('InvalidNextTokenException');
}
