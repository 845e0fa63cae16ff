import { createEcs, createSeededRandom, type Ecs, type EcsOutcome, ManualClock } from '../../../src/index.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const startMs = Date.parse('2026-11-21T10:00:00Z');
export const minuteMs = 60_000;

/** A cluster `shop`, and everything that is told. */
export class World {
  readonly clock = new ManualClock(startMs);
  readonly events: {
    readonly type: string;
    readonly name: string;
    readonly detail: Readonly<Record<string, unknown>>;
  }[] = [];
  changes = 0;
  readonly ecs: Ecs = createEcs({
    clock: this.clock,
    random: createSeededRandom(3),
    identity,
    emit: ({ 'detail-type': type, detail }) => this.events.push({ type, name: String(detail['eventName']), detail }),
    onChange: () => {
      this.changes += 1;
    },
  });

  constructor() {
    this.ecs.call('CreateCluster', { clusterName: 'shop' });
  }

  create(configuration: object = {}, input: object = {}): void {
    const deploymentConfiguration = { ...configuration };
    this.ecs.call('CreateService', {
      cluster: 'shop',
      serviceName: 'orders',
      desiredCount: 4,
      deploymentConfiguration,
      ...input,
    });
  }

  /** A service that runs, and then deploys by this configuration. */
  async redeploy(configuration: object = {}, outcome: EcsOutcome = 'succeed'): Promise<void> {
    this.create();
    await this.clock.advance(minuteMs);
    this.ecs.script('shop/orders', outcome);
    this.events.length = 0;
    this.ecs.call('UpdateService', {
      cluster: 'shop',
      service: 'orders',
      taskDefinition: 'orders:2',
      deploymentConfiguration: configuration,
    });
  }

  /** The newest deployment, as it is described. */
  newest(): Readonly<Record<string, unknown>> {
    const { serviceDeployments } = this.ecs.call('ListServiceDeployments', { cluster: 'shop', service: 'orders' });
    const [{ serviceDeploymentArn } = { serviceDeploymentArn: '' }] = Object(serviceDeployments);
    const described = this.ecs.call('DescribeServiceDeployments', { serviceDeploymentArns: [serviceDeploymentArn] });
    return Object(described['serviceDeployments'])[0];
  }

  arn(): string {
    return String(this.newest()['serviceDeploymentArn']);
  }

  /** Statuses and stages of the newest deployment while the clock moves, each once. */
  async passes(forMs: number, stepMs = 500): Promise<readonly string[]> {
    const seen: string[] = [];
    for (let passedMs = 0; passedMs <= forMs; passedMs += stepMs) {
      const { status, lifecycleStage } = this.newest();
      const told = [status, lifecycleStage].filter(Boolean).join(' ');
      if (seen.at(-1) !== told) seen.push(told);
      await this.clock.advance(stepMs);
    }
    return seen;
  }

  codeOf(run: () => unknown): string {
    try {
      run();
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
    return 'accepted';
  }
}
