import { refusal } from './errors.ts';

/** One page of a list, whose members each have a number that never changes: pages neither repeat nor skip. */
export function pageOf<Member extends { readonly number: number }>(
  list: string,
  members: readonly Member[],
  {
    maxResults,
    nextToken,
  }: { readonly maxResults?: number | null | undefined; readonly nextToken?: string | null | undefined },
  largest = 100,
): { readonly members: readonly Member[]; readonly nextToken: string | undefined } {
  const after = nextToken === undefined || nextToken === null ? undefined : readToken(list, nextToken);
  const start = after === undefined ? 0 : members.findIndex(({ number }) => number === after) + 1;
  const page = members.slice(start, start + (maxResults ?? largest));
  const last = page.at(-1);
  const hasMore = last !== undefined && start + page.length < members.length;
  return { members: page, nextToken: hasMore ? writeToken(list, last.number) : undefined };
}

function writeToken(list: string, number: number): string {
  return Buffer.from(`${list}/${number}`).toString('base64url');
}

/** @throws AwsError InvalidNextTokenException for a token of another list, or of none */
function readToken(list: string, token: string): number {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const number = Number(text.slice(list.length + 1));
  if (!text.startsWith(`${list}/`) || writeToken(list, number) !== token) throw refusal('InvalidNextTokenException');
  return number;
}
