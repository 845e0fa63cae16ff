import type { CloudIdentity } from '../identity.ts';
import { invalidParameter } from './errors.ts';
import { type Placed, readArn } from './model/arns.ts';

/**
 * How the deployments of a service go from now on.
 *
 * - `succeed`: as its settings say.
 * - `hang`: its tasks never run, and the circuit breaker never counts enough failures.
 * - `fail`: its tasks fail. Only a circuit breaker ends that.
 * - `alarm`: its tasks run, and an alarm goes off.
 * - `slow`: its tasks run one after the other: slow, and healthy.
 * - `flap`: its tasks start and stop for ever, and each start sets the circuit breaker back.
 */
export const OUTCOMES = ['succeed', 'hang', 'fail', 'alarm', 'slow', 'flap'] as const;
export type EcsOutcome = (typeof OUTCOMES)[number];

/** Whether a target of scripts is a service of ECS, well-formed or not. */
export function isEcsTarget(target: string): boolean {
  return /^arn:[^:]*:ecs:/.test(target);
}

/**
 * Reads `arn:aws:ecs:<region>:<account>:service/<cluster>/<service>`, or `<cluster>/<service>`.
 *
 * @param owner account and Region of a target without an ARN
 * @throws AwsError InvalidParameterException
 */
export function readTarget(target: string, owner: CloudIdentity): Placed {
  const read = readArn(target);
  const [cluster, name, ...more] = read === undefined ? target.split('/') : read.path;
  const isService = (read === undefined ? !target.startsWith('arn:') : read.kind === 'service') && more.length === 0;
  if (!isService || !cluster || !name) {
    throw invalidParameter('Say which service as <cluster>/<service>, or by its ARN.');
  }
  return { owner: read?.owner ?? owner, cluster, name };
}

/** How deployments go, where it was decided. A script stays until the next one for its service. */
export class Scripts {
  readonly #scripts = new Map<string, EcsOutcome>();

  set(place: Placed, outcome: EcsOutcome): void {
    this.#scripts.set(keyOf(place), outcome);
  }

  outcomeOf(place: Placed): EcsOutcome {
    return this.#scripts.get(keyOf(place)) ?? 'succeed';
  }
}

function keyOf({ owner: { accountId, region }, cluster, name }: Placed): string {
  return JSON.stringify([accountId, region, cluster, name]);
}
