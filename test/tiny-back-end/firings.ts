import { type AttemptTraits, noDetails, type Observation } from '../../src/lib/model/observation.ts';
import type { DeploymentReference } from '../../src/lib/model/reference.ts';
import type { Phase } from '../../src/lib/model/subject.ts';

/** A firing, as the pottery's API says it. */
export interface Firing {
  readonly id: string;
  readonly status: 'FIRING' | 'COOLING' | 'COOLED' | 'DONE' | 'CRACKED';
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
}

export interface Kiln {
  readonly name: string;
  /** The newest; absent before the first. */
  readonly firing?: Firing;
}

/** The pottery's whole API. */
export interface KilnApi {
  getKiln(input: { readonly name: string }): Promise<Kiln>;
  listKilns(): Promise<{ readonly kilns: readonly Kiln[] }>;
  /** Stops this firing; a conflict where another one, or none, is under way. */
  stopFiring(input: { readonly name: string; readonly firingId: string }): Promise<{ readonly firing: Firing }>;
}

export const providerName = 'kiln';

/** One firing at a time, each with an id that never comes again; an answer is as fresh as can be. */
export const firingTraits: AttemptTraits = {
  oneAtATime: true,
  identifiedBy: 'id',
  idsBeginAgain: false,
  readLagMs: 0,
};

const phases: Readonly<Record<Firing['status'], Phase>> = {
  FIRING: 'running',
  COOLING: 'stopping',
  COOLED: 'cancelled',
  DONE: 'succeeded',
  CRACKED: 'failed',
};

/** What a status means; a word that is not known counts as under way. */
export function phaseOf(status: string): Phase {
  return new Map<string, Phase>(Object.entries(phases)).get(status) ?? 'running';
}

const arnPattern = /^arn:aws:kiln:([a-z0-9-]+):(\d{12}):kiln\/([a-z]+)$/;

/** What an ARN refers to; `undefined` where it is no kiln's. */
export function referenceOf(target: string): DeploymentReference | undefined {
  const name = arnPattern.exec(target)?.[3];
  return name === undefined ? undefined : { ...byName(name), target };
}

/** A kiln by its name, its ARN, or `kiln:` and its name. */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim().replace(/^kiln:/, '');
  const reference = referenceOf(typed);
  if (reference !== undefined) return [reference];
  return /^[a-z]+$/.test(typed) ? [byName(typed)] : [];
}

export function byName(name: string): DeploymentReference {
  return { on: 'deployment', provider: providerName, kind: 'kiln', name };
}

/** A firing as an attempt. */
export function observationOf(firing: Firing, { name, target }: { name: string; target: string }): Observation {
  const [, region = '', account = ''] = arnPattern.exec(target) ?? [];
  const { id, status, startedAtMs, endedAtMs = 0 } = firing;
  const phase = phaseOf(status);
  return {
    details: { ...noDetails, actions: phase === 'running' ? { cancel: { available: true } } : {} },
    providerTimeMs: Math.max(startedAtMs, endedAtMs),
    subject: {
      on: 'deployment',
      deployment: {
        provider: providerName,
        kind: 'kiln',
        target,
        name,
        account,
        region,
        environment: '',
        service: '',
        status,
        phase,
        operation: 'update',
        id,
        startedAtMs,
        endedAtMs,
        lastProgressAtMs: startedAtMs,
        expectedByMs: 0,
        initiator: '',
        cause: phase === 'failed' ? 'unknown' : '',
        needsHuman: phase === 'failed',
        labels: {},
        template: '',
        templateVersion: '',
      },
    },
  };
}
