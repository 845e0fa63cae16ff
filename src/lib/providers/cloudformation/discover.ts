import type { StackSummary } from '@aws-sdk/client-cloudformation';
import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import type { SubjectReference } from '../../model/reference.ts';
import type { DiscoverOptions } from '../../ports.ts';
import { isThrottle } from '../answers.ts';
import type { CallRate } from '../call-rate.ts';
import { pages } from '../paging.ts';
import type { CloudFormationApi } from './api.ts';
import { referenceOf } from './names.ts';
import { listedStatuses } from './states.ts';

/**
 * Every stack that is under way, and those that wait for a person. A page may be empty and have a token: its end is where there is
 * no token. Its size cannot be chosen, and no rate is published, so calls are spaced out.
 *
 * @param isLeftAlone - whether a stack of this name is none of the bot's business
 */
export async function* discover(
  {
    api,
    rate,
    isLeftAlone,
  }: {
    readonly api: CloudFormationApi;
    readonly rate: CallRate;
    readonly isLeftAlone: (name: string) => boolean;
  },
  { on, token }: DiscoverOptions = {},
): AsyncIterable<DiscoveredPage> {
  if (on === 'connection') return;
  const listing = pages<StackSummary>(
    async ({ nextToken }) => {
      await rate();
      const answer = await api.call('ListStacks', {
        StackStatusFilter: [...listedStatuses],
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      });
      return { members: answer.StackSummaries, nextToken: answer.NextToken };
    },
    { from: token },
  );
  try {
    for await (const { members, nextToken } of listing) {
      const references = members.flatMap((summary) => referencesTo(summary, isLeftAlone));
      yield { references, ...(nextToken === undefined ? {} : { nextToken }) };
    }
  } catch (error) {
    yield { references: [], failure: new ListingFailed('ListStacks', error, isThrottle(error)) };
  }
}

/** A nested stack moves with its root, which is listed too. What is listed without its id cannot be asked for. */
function referencesTo(
  { StackId, RootId }: StackSummary,
  isLeftAlone: (name: string) => boolean,
): readonly SubjectReference[] {
  if (typeof StackId !== 'string' || (typeof RootId === 'string' && RootId !== '' && RootId !== StackId)) return [];
  const reference = referenceOf(StackId);
  return reference === undefined || isLeftAlone(reference.name) ? [] : [reference];
}
