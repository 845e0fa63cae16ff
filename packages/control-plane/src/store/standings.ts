import type { DeployableRecord, ServiceRecord } from './records.ts';
import { keyIn } from './store.ts';

/**
 * How a resource stands, as far as its own record says: `failed`; `version …` (see `versionOf`), which may be behind others; or
 * `well`, when it has no version.
 */
export type Standing = string;

/** A template's version, as a standing names it. */
export interface StandingVersion {
  readonly kind: 'environment' | 'service';
  readonly templateName: string;
  readonly major: string;
  readonly minor: string;
}

/** @returns undefined when it is no version */
export function versionOf(standing: Standing): StandingVersion | undefined {
  const [what, kind, templateName = '', major = '', minor = ''] = standing.split(' ');
  return what === 'version'
    ? { kind: kind === 'environment' ? kind : 'service', templateName, major, minor }
    : undefined;
}

/** What never was deployed stands by the version that it is to get. */
function standingOf(record: DeployableRecord): Standing {
  if (record.deploymentStatus === 'FAILED' || record.deploymentStatus === 'DELETE_FAILED') return 'failed';
  const {
    templateName,
    templateMajorVersion: major,
    templateMinorVersion: minor,
  } = record.deployed ?? record.attempted;
  if (templateName === undefined || major === undefined) return 'well';
  return `version ${record.kind === 'ENVIRONMENT' ? 'environment' : 'service'} ${templateName} ${major} ${minor ?? '0'}`;
}

/** A service, and how many of its instances and pipelines stand in each way. */
interface ServiceParts {
  service: ServiceRecord | undefined;
  readonly parts: Counts<Standing>;
  /** Under which ways of all its parts it is counted; undefined when it is not. */
  counted: string | undefined;
}

/** Counts how the resources of accounts stand, at each change of one. What a standing means is for others to say. */
export class Standings {
  readonly #deployables = new Map<string, Counts<Standing>>();
  readonly #services = new Map<string, ServiceParts>();
  /** By account, then by the ways in which a service and its parts stand. Few services differ in that. */
  readonly #serviceCounts = new Map<string, Counts<string>>();

  /** How many of a kind stand in each way. */
  ofKind(accountId: string, kind: DeployableRecord['kind']): Iterable<readonly [Standing, number]> {
    return this.#deployables.get(keyIn(accountId, kind)) ?? [];
  }

  /** The ways in which a service and its parts stand, and of how many services. */
  *ofServices(accountId: string): Generator<readonly [readonly Standing[], number]> {
    for (const [standings, count] of this.#serviceCounts.get(accountId) ?? []) yield [standings.split('\n'), count];
  }

  deployableChanged(before: DeployableRecord | undefined, now: DeployableRecord | undefined): void {
    const [from, to] = [before && standingOf(before), now && standingOf(now)];
    // Neither account, kind nor service of a record ever changes.
    if (from === to) return;
    const record = now ?? before;
    if (record === undefined) return;
    const counts = countsAt(this.#deployables, keyIn(record.accountId, record.kind));
    counts.move(from, to);
    if (record.kind !== 'SERVICE_INSTANCE' && record.kind !== 'SERVICE_PIPELINE') return;
    const key = keyIn(record.accountId, record.serviceName);
    const service = this.#serviceAt(key);
    service.parts.move(from, to);
    this.#countService(record.accountId, key, service);
  }

  serviceChanged(before: ServiceRecord | undefined, now: ServiceRecord | undefined): void {
    const record = now ?? before;
    if (record === undefined) return;
    const key = keyIn(record.accountId, record.name);
    const service = this.#serviceAt(key);
    service.service = now;
    this.#countService(record.accountId, key, service);
  }

  deployablesCleared(): void {
    this.#deployables.clear();
    for (const [key, service] of this.#services) {
      service.parts.clear();
      if (service.service !== undefined) this.#countService(service.service.accountId, key, service);
      else this.#services.delete(key);
    }
  }

  servicesCleared(): void {
    this.#serviceCounts.clear();
    for (const [key, service] of this.#services) {
      service.service = undefined;
      service.counted = undefined;
      if (service.parts.size === 0) this.#services.delete(key);
    }
  }

  #serviceAt(key: string): ServiceParts {
    const known = this.#services.get(key);
    if (known !== undefined) return known;
    const made: ServiceParts = { service: undefined, parts: new Counts(), counted: undefined };
    this.#services.set(key, made);
    return made;
  }

  #countService(accountId: string, key: string, service: ServiceParts): void {
    const counted = service.service === undefined ? undefined : waysOf(service.service, service.parts);
    if (counted !== service.counted) {
      countsAt(this.#serviceCounts, accountId).move(service.counted, counted);
      service.counted = counted;
    }
    if (service.service === undefined && service.parts.size === 0) this.#services.delete(key);
  }
}

function waysOf({ status }: ServiceRecord, parts: Counts<Standing>): string {
  const own: Standing = status.includes('FAILED') ? 'failed' : 'well';
  return [...new Set([own, ...parts.keys()])].sort().join('\n');
}

/** How many there are of each. */
class Counts<Key> extends Map<Key, number> {
  move(from: Key | undefined, to: Key | undefined): void {
    if (to !== undefined) this.set(to, (this.get(to) ?? 0) + 1);
    if (from === undefined) return;
    const left = (this.get(from) ?? 0) - 1;
    if (left > 0) this.set(from, left);
    else this.delete(from);
  }
}

function countsAt<Key>(all: Map<string, Counts<Key>>, at: string): Counts<Key> {
  const known = all.get(at);
  if (known !== undefined) return known;
  const made = new Counts<Key>();
  all.set(at, made);
  return made;
}
