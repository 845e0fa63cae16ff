import type { Item } from '../../../src/lib/model/item.ts';
import { facts, instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, referenceOf } from './harness.ts';

export const pipelineArn = 'arn:aws:proton:us-east-1:123456789012:service/orders/pipeline';
/** A pipeline's deployment that begins the deployment of an instance as a part of itself. */
export class Story extends Harness {
  override async newest(target = pipelineArn): Promise<Item> {
    return super.newest(target);
  }

  wholeDeploys(different: Parameters<typeof facts>[0] = {}): void {
    this.deploys({ target: pipelineArn, kind: 'servicePipeline', name: 'orders/pipeline', id: 'p1', ...different });
  }

  partDeploys(different: Parameters<typeof facts>[0] = {}): void {
    this.deploys({ id: 'd1', ...different });
  }

  link(id = 'd1'): void {
    this.parts.set(pipelineArn, [{ reference: referenceOf(instanceArn), id }]);
  }

  observeWhole() {
    return this.observe({ reference: referenceOf(pipelineArn) });
  }

  observePart() {
    return this.observe({ reference: referenceOf(instanceArn) });
  }

  part(): Promise<Item> {
    return super.newest(instanceArn);
  }

  /** Delivers whatever the bus has, item by item, as the queue of the notifier does. */
  async tell(): Promise<void> {
    for (const target of [pipelineArn, instanceArn]) {
      const [item] = this.stored(target);
      if (item !== undefined) await this.notify(item.key);
    }
  }

  pastDeadline(): void {
    this.nowMs = startMs + deadlineMs + 1;
  }

  /** Ids of the attempts that calls named. */
  called(): readonly string[] {
    return this.performed.map(({ subject }) => (subject.on === 'deployment' ? subject.deployment.id : ''));
  }

  async outcomes(target: string): Promise<readonly unknown[]> {
    return Object.values((await super.newest(target)).claims).map(({ state, outcome }) => outcome ?? state);
  }
}

export function story(): Story {
  const world = new Story();
  world.wholeDeploys();
  world.partDeploys();
  return world;
}
