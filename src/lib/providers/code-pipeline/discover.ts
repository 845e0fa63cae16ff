import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import type { DeploymentReference } from '../../model/reference.ts';
import type { DiscoverOptions } from '../../ports.ts';
import { objectsIn, pages } from '../paging.ts';
import { isNotFound, isThrottle, textOf } from './answers.ts';
import type { CodePipelineApi } from './api.ts';
import { byName, isPipelineName } from './names.ts';
import { isUnderWay } from './statuses.ts';

/** As many as ListPipelines gives (https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelines.html). */
const pipelinesPerPage = 1_000;
/** So many are asked for their executions before the listing may stop, to go on in another invocation: a second's worth of calls. */
const pipelinesPerStep = 2;

/** How a listing goes about it. */
export interface Listing {
  /** Resolves when the next call may be made: AWS publishes no rate for these lists. */
  readonly mayCall: () => Promise<void>;
  /** The ARN of a pipeline here. */
  readonly targetOf: (name: string) => Promise<string>;
}

/** Where a listing goes on: a page of pipelines, and the place in it. */
interface Place {
  readonly pageToken: string;
  readonly index: number;
}

/**
 * Every pipeline with an execution under way. There is no filter for that: each pipeline is asked for its newest executions, one
 * after the other. One that hangs behind a hundred newer ones is found by its events, or by the state, when its pipeline is looked at.
 *
 * What cannot be listed does not keep the rest from being found.
 */
export async function* discover(
  api: CodePipelineApi,
  listing: Listing,
  { on, token }: DiscoverOptions = {},
): AsyncIterable<DiscoveredPage> {
  if (on === 'connection') return;
  let place = readToken(token);
  try {
    for await (const { members, nextToken } of pages(list(api, listing), {
      maxResults: pipelinesPerPage,
      from: place.pageToken,
    })) {
      const names = members.map(({ name }) => name).filter(isPipelineName);
      for (let index = place.index; index < names.length; index += pipelinesPerStep) {
        const step = await busyAmong(api, listing, names.slice(index, index + pipelinesPerStep));
        const behind = placeBehind({ pageToken: place.pageToken, index }, names.length, nextToken);
        yield { ...step, ...(behind === undefined ? {} : { nextToken: tokenOf(behind) }) };
      }
      place = { pageToken: nextToken ?? '', index: 0 };
    }
  } catch (error) {
    yield { references: [], failure: new ListingFailed('ListPipelines', error, isThrottle(error)) };
  }
}

function placeBehind({ pageToken, index }: Place, count: number, nextToken: string | undefined): Place | undefined {
  if (index + pipelinesPerStep < count) return { pageToken, index: index + pipelinesPerStep };
  return nextToken === undefined ? undefined : { pageToken: nextToken, index: 0 };
}

function list(api: CodePipelineApi, { mayCall }: Listing) {
  return async (request: { readonly maxResults: number; readonly nextToken?: string }) => {
    await mayCall();
    const { pipelines, nextToken } = await api.call('ListPipelines', request);
    return { members: pipelines, nextToken };
  };
}

/** A throttle ends the step: the next one would be turned away, too. */
async function busyAmong(
  api: CodePipelineApi,
  { mayCall, targetOf }: Listing,
  names: readonly string[],
): Promise<DiscoveredPage> {
  const references: DeploymentReference[] = [];
  let failure: ListingFailed | undefined;
  for (const name of names) {
    try {
      await mayCall();
      const { pipelineExecutionSummaries } = await api.call('ListPipelineExecutions', {
        pipelineName: name,
        maxResults: 100,
      });
      const isBusy = objectsIn(pipelineExecutionSummaries).some(
        ({ status }) => textOf(status) !== '' && isUnderWay(textOf(status)),
      );
      if (isBusy) references.push({ ...byName(name), target: await targetOf(name) });
    } catch (error) {
      // Deleted since the list was made.
      if (isNotFound(error)) continue;
      failure = new ListingFailed('ListPipelineExecutions', error, isThrottle(error));
      if (failure.isThrottle) break;
    }
  }
  return { references, ...(failure === undefined ? {} : { failure }) };
}

function tokenOf({ pageToken, index }: Place): string {
  return `${index}:${pageToken}`;
}

function readToken(token = ''): Place {
  const [, index = '0', pageToken = ''] = /^(\d{1,4}):(.*)$/s.exec(token) ?? [];
  return { pageToken, index: Number(index) };
}
