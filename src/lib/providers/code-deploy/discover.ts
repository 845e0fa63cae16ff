import type { DeploymentStatus } from '@aws-sdk/client-codedeploy';
import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import type { DeploymentReference } from '../../model/reference.ts';
import type { DiscoverOptions } from '../../ports.ts';
import { CodeDeployUnavailable, isNotFound, isThrottle } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { describe, type IdPage, isUnknownStatus, listPages, mostDescribed } from './group.ts';
import { byName, type Group, groupArn, groupOf, nameOf } from './names.ts';
import type { PlaceOf } from './place.ts';
import { documentedOpenStatuses, openStatuses } from './statuses.ts';

/** How a listing goes about it. */
export interface Listing {
  /** Resolves when the next call may be made: AWS publishes no rate for these lists. */
  readonly mayCall: () => Promise<void>;
  readonly placeOf: PlaceOf;
}

/** What failed, and where. */
interface Failed {
  readonly operation: string;
  readonly error: unknown;
}

/**
 * Every deployment group with a deployment under way: the list of ids in the whole Region, and their descriptions, 25 at a time. A
 * deployment that names no group is one that CloudFormation makes for a stack, which is followed itself (assumption A63).
 */
export async function* discover(
  api: CodeDeployApi,
  listing: Listing,
  { on, token }: DiscoverOptions = {},
): AsyncIterable<DiscoveredPage> {
  if (on === 'connection') return;
  try {
    yield* busyGroups(api, listing, openStatuses, token);
  } catch (error) {
    if (!isUnknownStatus(error)) yield { references: [], failure: failureOf({ operation: 'ListDeployments', error }) };
    else yield* discoverDocumented(api, listing, token);
  }
}

/** Of the statuses that the filter does not take, nothing is found here: those are known by their events. */
async function* discoverDocumented(
  api: CodeDeployApi,
  listing: Listing,
  token: string | undefined,
): AsyncIterable<DiscoveredPage> {
  try {
    yield* busyGroups(api, listing, documentedOpenStatuses, token);
  } catch (error) {
    yield { references: [], failure: failureOf({ operation: 'ListDeployments', error }) };
  }
}

async function* busyGroups(
  api: CodeDeployApi,
  listing: Listing,
  statuses: readonly DeploymentStatus[],
  from: string | undefined,
): AsyncIterable<DiscoveredPage> {
  const { mayCall } = listing;
  for await (const page of listPages(api, { includeOnlyStatuses: [...statuses] }, { from, mayCall })) {
    yield await pageOf(api, listing, page);
  }
}

async function pageOf(api: CodeDeployApi, listing: Listing, page: IdPage): Promise<DiscoveredPage> {
  const groups = new Map<string, Group>();
  const references: DeploymentReference[] = [];
  let failed: Failed | undefined;
  try {
    for (let from = 0; from < page.ids.length; from += mostDescribed) {
      await listing.mayCall();
      for (const one of await describe(api, page.ids.slice(from, from + mostDescribed))) {
        const group = groupOf(one.applicationName, one.deploymentGroupName);
        if (group !== undefined) groups.set(nameOf(group), group);
      }
    }
  } catch (error) {
    failed = { operation: 'BatchGetDeployments', error };
  }
  for (const group of groups.values()) {
    try {
      const place = await listing.placeOf(group, 'anyGroup', listing.mayCall);
      references.push({ ...byName(group), target: groupArn(place, group) });
    } catch (error) {
      // Deleted since it was listed; any other group shows the account, too.
      if (!isNotFound(error)) failed ??= { operation: 'GetDeploymentGroup', error };
    }
  }
  return {
    references,
    ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    ...(failed === undefined ? {} : { failure: failureOf(failed) }),
  };
}

/** A failure has the name of the error that CodeDeploy answered with. */
function failureOf({ operation, error }: Failed): ListingFailed {
  const cause = error instanceof CodeDeployUnavailable ? error.cause : error;
  return new ListingFailed(operation, cause, isThrottle(cause));
}
