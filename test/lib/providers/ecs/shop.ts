import {
  createEcs,
  createLogs,
  createSeededRandom,
  type Ecs,
  type EcsOutcome,
  type EcsSettings,
  type Logs,
  ManualClock,
} from '@proton-bot/local-aws';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import type { SubjectReference } from '../../../../src/lib/model/reference.ts';
import { usualTagKeys } from '../../../../src/lib/model/tags.ts';
import type { Provider } from '../../../../src/lib/ports.ts';
import {
  createEcsProvider,
  createLabels,
  type EcsOperation,
  type EcsPowers,
} from '../../../../src/lib/providers/ecs/index.ts';
import { callInProcess, typedApi, typedLogs } from './in-process.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const minuteMs = 60_000;

/** A cluster `shop` in an ECS of this process, with the provider in front of it. */
export class Shop {
  readonly clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  readonly events: Record<string, unknown>[] = [];
  readonly ecs: Ecs;
  readonly calls: { operation: EcsOperation; input: Readonly<Record<string, unknown>> }[] = [];
  /** Takes the place of what is answered, where it gives something; what it throws is what the client throws. */
  instead: (operation: EcsOperation, input: object) => Record<string, unknown> | undefined = () => undefined;
  /** What tasks log. */
  readonly logs: Logs;
  readonly logCalls: object[] = [];
  readonly provider: Provider;

  constructor(
    powers: EcsPowers = { cancel: true, approve: true, redeploy: true },
    settings: Partial<EcsSettings> = {},
  ) {
    const { clock } = this;
    this.ecs = createEcs({
      clock,
      random: createSeededRandom(11),
      identity,
      settings,
      emit: (event) => this.events.push({ ...event }),
    });
    this.ecs.call('CreateCluster', { clusterName: 'shop' });
    const api = typedApi(async (operation, input) => {
      this.calls.push({ operation, input: { ...input } });
      return this.instead(operation, input) ?? callInProcess(this.ecs, operation, input);
    });
    this.logs = createLogs({ clock });
    const now = { now: () => clock.nowMs() };
    this.provider = createEcsProvider({
      api,
      listing: api,
      clock: now,
      labelsOf: createLabels(api, now, usualTagKeys),
      powers,
      logs: {
        region: identity.region,
        logs: typedLogs(async (operation, input) => {
          this.logCalls.push({ ...input });
          return this.logs.call(operation, input);
        }),
      },
    });
  }

  /** A service whose first deployment has succeeded. */
  async run(name: string, input: object = {}): Promise<void> {
    this.create(name, input);
    await this.clock.advance(30 * minuteMs);
  }

  create(name: string, input: object = {}): void {
    this.ecs.call('CreateService', { cluster: 'shop', serviceName: name, desiredCount: 4, ...input });
  }

  script(name: string, outcome: EcsOutcome): void {
    this.ecs.script(`shop/${name}`, outcome);
  }

  deploy(name: string, input: object = {}): void {
    this.ecs.call('UpdateService', { cluster: 'shop', service: name, forceNewDeployment: true, ...input });
  }

  reference(name: string): SubjectReference & { readonly target: string } {
    const target = `arn:aws:ecs:eu-central-1:123456789012:service/shop/${name}`;
    return { on: 'deployment', provider: 'ecs', kind: 'service', name: `shop/${name}`, target };
  }

  async observe(name: string): Promise<readonly Observation[]> {
    return (await this.provider.observe(this.reference(name)))?.attempts ?? [];
  }

  /** The only attempt that is shown. @throws Error where there is another number of them */
  async only(name: string) {
    const [first, second] = await this.observe(name);
    if (first?.subject.on !== 'deployment' || second !== undefined) throw new Error('not one attempt is shown');
    return { ...first, subject: first.subject, facts: first.subject.deployment };
  }
}

/** An error as the SDK's client throws it. */
export function clientError(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(`the words of ${name}`), { name, $metadata: { httpStatusCode } });
}
