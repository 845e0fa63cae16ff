import type { DeploymentInfo, ListDeploymentsInput } from '@aws-sdk/client-codedeploy';
import { objectsIn, pages } from '../paging.ts';
import type { CallOptions } from '../sdk-api.ts';
import { asked, millisecondsOf, orNothing, ownName, textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { type Group, isDeploymentId } from './names.ts';
import { isUnderWay, openStatuses } from './statuses.ts';

/** What `BatchGetDeployments` takes (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html). */
export const mostDescribed = 25;

/** Where nothing is under way, the newest that began since then is shown: one to Lambda may take 50 hours. */
const recentMs = 3 * 24 * 60 * 60_000;

/** What has ended is shown as long as this, where lists cannot be asked for what is under way only. */
const endedShownMs = 15 * 60_000;

/** What is known of the deployments to a group. */
export interface GroupSnapshot {
  /** Oldest first. */
  readonly deployments: readonly DeploymentInfo[];
  /** Every deployment under way that began after this moment is among them; absent where not all of them were described. */
  readonly completeSinceMs?: number;
}

/**
 * Reads what there is to know of a group now: what is under way, and what that rolls back; where nothing is, how the newest one
 * ended. Two calls, one more where it rolls something back.
 *
 * @param options - `also`: a deployment that is shown in any case; `isAsked`: a name was given, and however old the newest one is, it
 *   is wanted
 * @throws what CodeDeploy says of a group that is not there; CodeDeployUnavailable
 */
export async function readGroup(
  api: CodeDeployApi,
  group: Group,
  nowMs: number,
  { also, isAsked }: { readonly also?: DeploymentInfo | undefined; readonly isAsked?: boolean } = {},
): Promise<GroupSnapshot> {
  const { deployments: open, ...complete } = await underWay(api, group, nowMs);
  const alone = also ?? (open.length > 0 ? undefined : await newestOf(api, group, nowMs, isAsked === true));
  const shown = new Map([...open, ...(alone === undefined ? [] : [alone])].map((one) => [one.deploymentId, one]));
  // What is being rolled back has just ended: whoever waits for that learns it at once.
  const rolledBack = open
    .map(({ rollbackInfo }) => rollbackInfo?.rollbackTriggeringDeploymentId)
    .filter((id): id is string => isDeploymentId(id) && !shown.has(id));
  const before = rolledBack.length === 0 ? [] : await describe(api, [...new Set(rolledBack)]);
  const deployments = [...before, ...shown.values()].toSorted((one, other) => startOf(one) - startOf(other));
  return { deployments, ...complete };
}

function startOf({ createTime }: DeploymentInfo): number {
  return millisecondsOf(createTime);
}

/** One deployment by its id, in whatever state. */
export async function readDeployment(
  api: CodeDeployApi,
  deploymentId: string,
  options?: CallOptions,
): Promise<DeploymentInfo | undefined> {
  if (!isDeploymentId(deploymentId)) return undefined;
  return orNothing(async () => {
    const { deploymentInfo } = await asked('GetDeployment', () => api.call('GetDeployment', { deploymentId }, options));
    return typeof deploymentInfo === 'object' && deploymentInfo !== null ? deploymentInfo : undefined;
  });
}

/** Those of the ids that CodeDeploy knows. */
export async function describe(api: CodeDeployApi, ids: readonly string[]): Promise<readonly DeploymentInfo[]> {
  const found: DeploymentInfo[] = [];
  for (let from = 0; from < ids.length; from += mostDescribed) {
    const deploymentIds = ids.slice(from, from + mostDescribed);
    const { deploymentsInfo } = await asked('BatchGetDeployments', () =>
      api.call('BatchGetDeployments', { deploymentIds }),
    );
    found.push(...objectsIn(deploymentsInfo));
  }
  return found;
}

async function underWay(api: CodeDeployApi, group: Group, nowMs: number): Promise<GroupSnapshot> {
  try {
    const ids: string[] = [];
    for await (const page of listPages(api, { ...inGroup(group), includeOnlyStatuses: [...openStatuses] })) {
      ids.push(...page.ids);
    }
    const deployments = await describe(api, ids);
    const known = new Set(deployments.map(({ deploymentId }) => deploymentId));
    return { deployments, ...(ids.every((id) => known.has(id)) ? { completeSinceMs: 0 } : {}) };
  } catch (error) {
    if (!isUnknownStatus(error)) throw error;
    return withoutFilter(api, group, nowMs);
  }
}

/** Whether the filter of a list does not take a status that its type has (assumption A61). */
export function isUnknownStatus(error: unknown): boolean {
  return ownName(error) === 'InvalidDeploymentStatusException';
}

/** Everything that began lately, and of it what is under way or has just ended. */
async function withoutFilter(api: CodeDeployApi, group: Group, nowMs: number): Promise<GroupSnapshot> {
  const completeSinceMs = nowMs - recentMs;
  const ids: string[] = [];
  for await (const page of listPages(api, {
    ...inGroup(group),
    createTimeRange: { start: new Date(completeSinceMs) },
  })) {
    ids.push(...page.ids);
  }
  const described = await describe(api, ids);
  const isShown = ({ status, completeTime }: DeploymentInfo) =>
    isUnderWay(textOf(status)) || nowMs - millisecondsOf(completeTime) <= endedShownMs;
  return { deployments: described.filter(isShown), ...(described.length === ids.length ? { completeSinceMs } : {}) };
}

/** A page of ids of deployments. */
export interface IdPage {
  readonly ids: readonly string[];
  readonly nextToken?: string;
}

/** Ids of deployments, page by page: in one group, or in the whole Region. */
export async function* listPages(
  api: CodeDeployApi,
  input: ListDeploymentsInput,
  { from, mayCall }: { readonly from?: string | undefined; readonly mayCall?: () => Promise<void> } = {},
): AsyncIterable<IdPage> {
  const list = async ({ nextToken }: { readonly nextToken?: string }) => {
    await mayCall?.();
    return listIds(api, { ...input, ...(nextToken ? { nextToken } : {}) });
  };
  for await (const { members, nextToken } of pages(list, { from })) {
    yield { ids: members.map(({ id }) => id), ...(nextToken === undefined ? {} : { nextToken }) };
  }
}

function inGroup(group: Group | undefined): Pick<ListDeploymentsInput, 'applicationName' | 'deploymentGroupName'> {
  return group === undefined ? {} : { applicationName: group.application, deploymentGroupName: group.group };
}

/** One page. The listing pages objects; ids are none. */
async function listIds(api: CodeDeployApi, input: ListDeploymentsInput) {
  const { deployments, nextToken } = await asked('ListDeployments', () => api.call('ListDeployments', input));
  const ids = Array.isArray(deployments) ? deployments.filter((id): id is string => isDeploymentId(id)) : [];
  return { members: ids.map((id) => ({ id })), nextToken };
}

/** Lists are newest first as far as anybody has seen; should they not be, an older one is shown (assumption A62). */
async function newestOf(
  api: CodeDeployApi,
  group: Group,
  nowMs: number,
  isAsked: boolean,
): Promise<DeploymentInfo | undefined> {
  const createTimeRange = { start: new Date(nowMs - recentMs) };
  const recent = await listIds(api, { ...inGroup(group), createTimeRange });
  const { members } = recent.members.length === 0 && isAsked ? await listIds(api, inGroup(group)) : recent;
  const described = await describe(
    api,
    members.slice(0, mostDescribed).map(({ id }) => id),
  );
  return described.reduce<DeploymentInfo | undefined>(
    (newest, one) => (newest === undefined || startOf(one) > startOf(newest) ? one : newest),
    undefined,
  );
}
