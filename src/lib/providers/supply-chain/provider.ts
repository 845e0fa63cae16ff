import type { AttemptTraits, TargetState } from '../../model/observation.ts';
import type { DeploymentReference, SubjectReference } from '../../model/reference.ts';
import { isUnderWay, targetOf } from '../../model/statuses.ts';
import type { Clock, Provider } from '../../ports.ts';
import {
  AmbiguousName,
  IncompleteAnswer,
  isNotFound,
  isThrottle,
  OtherRegion,
  SupplyChainUnavailable,
} from './answers.ts';
import type { SupplyChainApi } from './api.ts';
import { capability } from './capability.ts';
import type { Instance } from './client/index.ts';
import { discover, listInstances } from './discover.ts';
import { createInstanceCalls, type InstanceCalls } from './instances.ts';
import { candidates, isInstanceId, parseInstanceArn, providerName } from './names.ts';
import { beganAtMs, readInstance } from './observations.ts';
import { recheckIntervalMs } from './recheck.ts';

/** The port, and what only instances have: people create, change and delete them. */
export interface SupplyChainProvider extends Provider, InstanceCalls {
  readonly capability: typeof capability;
  /** The service's own answer about an instance; `undefined` when it does not know it (any more). */
  describe(reference: SubjectReference): Promise<Instance | undefined>;
  /** All instances, page by page; also deleted ones, as long as the service lists them (assumption A36). */
  list(): AsyncIterable<readonly Instance[]>;
}

/**
 * An instance is created or deleted, one at a time. The service has no ids for creations and deletions. An attempt is known by
 * its start and its operation. How old an answer may be is not documented.
 */
export const supplyChainAttempts: AttemptTraits = {
  oneAtATime: true,
  identifiedBy: 'start',
  idsBeginAgain: false,
  readLagMs: 30_000,
};

/**
 * Instances of AWS Supply Chain.
 *
 * @param region - the Region of `api`: an instance does not have its own
 * @param clock - for how long an attempt has been in progress, and so when to look again
 */
export function createSupplyChainProvider(
  api: SupplyChainApi,
  { region, clock }: { readonly region: string; readonly clock: Clock },
): SupplyChainProvider {
  return {
    name: providerName,
    observe: (reference) => orUnavailable('GetInstance', () => observe(api, region, clock, reference)),
    // An instance has no history: only its current state can be read.
    observeAttempt: async () => undefined,
    perform: async (action) => ({ result: 'refused', conflict: false, error: capability(action).because }),
    discover: (options) => discover(api, region, options),
    candidates,
    capability,
    describe: (reference) => orUnavailable('GetInstance', () => describe(api, region, reference)),
    list: () => listInstances(api),
    ...createInstanceCalls(api, region),
  };
}

/**
 * A throttle, and an error in the request itself, are thrown as they are. Everything else means that the service is not
 * available.
 */
async function orUnavailable<Value>(what: string, ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    const isItsOwnWord =
      isThrottle(error) ||
      error instanceof IncompleteAnswer ||
      error instanceof AmbiguousName ||
      error instanceof OtherRegion;
    throw isItsOwnWord ? error : new SupplyChainUnavailable(what, error);
  }
}

async function observe(
  api: SupplyChainApi,
  region: string,
  clock: Clock,
  reference: SubjectReference,
): Promise<TargetState | undefined> {
  if (reference.on !== 'deployment') return undefined;
  const instance = await describe(api, region, reference);
  const read = instance && readInstance(instance, region);
  const target = read ? targetOf(read.subject) : reference.target;
  if (target === undefined) return undefined;
  const isOpen = read !== undefined && isUnderWay(read.subject);
  const recheck = instance && isOpen ? { recheckAfterMs: recheckIntervalMs(clock.now() - beganAtMs(instance)) } : {};
  return {
    reference: { ...reference, target },
    traits: supplyChainAttempts,
    attempts: read ? [{ ...read, ...recheck }] : [],
    completeSinceMs: 0,
    gone: read === undefined,
  };
}

async function describe(
  api: SupplyChainApi,
  region: string,
  reference: SubjectReference,
): Promise<Instance | undefined> {
  if (reference.on !== 'deployment' || reference.kind !== 'instance') return undefined;
  const instanceId = instanceIdOf(reference, region);
  return instanceId === undefined ? byName(api, reference.name) : byId(api, instanceId);
}

/** @throws OtherRegion */
function instanceIdOf({ target, name }: DeploymentReference, region: string): string | undefined {
  const parts = target === undefined ? undefined : parseInstanceArn(target);
  if (parts === undefined) return isInstanceId(name) ? name : undefined;
  if (parts.region !== region && target !== undefined) throw new OtherRegion(target, region);
  return parts.instanceId;
}

async function byId(api: SupplyChainApi, instanceId: string): Promise<Instance | undefined> {
  try {
    const { instance } = await api.call('GetInstance', { instanceId });
    // An answer without its resource does not mean "there is none". Only the service's own error for that closes an item.
    if (instance === undefined) throw new IncompleteAnswer('GetInstance', 'instance');
    return instance;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Names are not unique: the name of a deleted instance may be used again. @throws AmbiguousName */
async function byName(api: SupplyChainApi, name: string): Promise<Instance | undefined> {
  const found: Instance[] = [];
  for await (const instances of listInstances(api, { instanceNameFilter: [name] })) {
    found.push(...instances.filter(({ instanceName, state }) => instanceName === name && state !== 'Deleted'));
  }
  if (found.length > 1)
    throw new AmbiguousName(
      name,
      found.map(({ instanceId = '' }) => instanceId),
    );
  return found[0];
}
