import type { LocalClock } from '../clock.ts';
import type { CloudIdentity } from '../identity.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import { conflictError, quotaError } from './errors.ts';
import type { Instances } from './instances.ts';
import type { LifeCycle, SupplyChainSettings } from './life-cycle.ts';
import type { InputOf } from './model/inputs.ts';
import type { Instance } from './model/instance.ts';

/** What a creation works on. */
export interface CreationParts {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly settings: SupplyChainSettings;
  readonly instances: Instances;
  readonly lifeCycle: LifeCycle;
}

/**
 * Makes an instance and begins its creation.
 *
 * @throws AwsError ConflictException for a web app domain in use, ServiceQuotaExceededException; nothing is made then
 */
export function createInstance(
  { clock, random, settings, instances, lifeCycle }: CreationParts,
  owner: CloudIdentity,
  input: InputOf<'CreateInstance'>,
): Instance {
  checkDomainIsFree(instances, input.webAppDnsDomain);
  if (notDeleted(instances.of(owner)).length >= settings.mostInstances) throw quotaError(settings.mostInstances);
  const nowMs = clock.nowMs();
  const instance: Instance = {
    id: randomUuid(random),
    number: instances.nextNumber(),
    owner,
    kmsKeyArn: input.kmsKeyArn,
    webAppDnsDomain: input.webAppDnsDomain,
    tags: input.tags ?? {},
    createdAtMs: nowMs,
    name: input.instanceName,
    // The model's example of a creation without input answers an empty description.
    description: input.instanceDescription ?? '',
    state: 'Initializing',
    errorMessage: undefined,
    modifiedAtMs: nowMs,
  };
  instances.add(instance);
  lifeCycle.begin(instance, 'Initializing');
  return instance;
}

/**
 * The domain is one below `scn.global.on.aws` and so nobody else's, whatever the account and region:
 * https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_CreateInstance.html. Which error says so is not
 * published; a conflict is what it is.
 */
function checkDomainIsFree(instances: Instances, domain: string | undefined): void {
  if (domain === undefined) return;
  const wanted = domain.toLowerCase();
  if (notDeleted(instances.all()).some(({ webAppDnsDomain }) => webAppDnsDomain?.toLowerCase() === wanted)) {
    throw conflictError(`The web app domain ${domain} is in use by another instance. Choose another one.`);
  }
}

function notDeleted(instances: readonly Instance[]): Instance[] {
  return instances.filter(({ state }) => state !== 'Deleted');
}
