import {
  type CodeDeploy,
  type CodeDeploySettings,
  createCodeDeploy,
  createSeededRandom,
  type GroupDefinition,
  ManualClock,
} from '@proton-bot/local-aws';
import type { DeploymentReference } from '../../../../src/lib/model/reference.ts';
import type { Provider } from '../../../../src/lib/ports.ts';
import type { CodeDeployOperations } from '../../../../src/lib/providers/code-deploy/api.ts';
import type { Switches } from '../../../../src/lib/providers/code-deploy/index.ts';
import { createCodeDeployProvider } from '../../../../src/lib/providers/code-deploy/index.ts';
import { apiOf, asClient } from '../stand-in-api.ts';

/** Builds the typed API from a function that makes one call. */
export const typedApi = apiOf<CodeDeployOperations>;

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const arnOf = (name: string) =>
  `arn:aws:codedeploy:${identity.region}:${identity.accountId}:deploymentgroup:${name}`;

/**
 * One call, as the client makes it.
 *
 * @param state - what is answered is as it was then
 */
export function callInProcess(
  service: CodeDeploy,
  operation: string,
  input: object,
  state = service.state,
): Record<string, unknown> {
  const wire: unknown = JSON.parse(JSON.stringify(input), toWire);
  const isCurrent = state === service.state;
  return asClient(
    () => (isCurrent ? service.call(operation, wire) : service.callAsOf(state, operation, wire)),
    (member) => times.has(member),
  );
}

const times: ReadonlySet<string> = new Set(['createTime', 'startTime', 'completeTime', 'endTime']);

/** Times are epoch seconds on the wire. */
function toWire(member: string, value: unknown): unknown {
  return member === 'start' || member === 'end' ? Date.parse(String(value)) / 1000 : value;
}

export const allOn: Switches = { cancel: true, approve: true, redeploy: true };
export const tagKeys = { environment: ['environment'], service: ['service'] } as const;

/** One group on each compute platform. */
export const fleet: GroupDefinition = {
  application: 'shop',
  group: 'fleet',
  platform: 'Server',
  instances: 3,
  tags: { environment: 'prod-eu', team: 'shop' },
  applicationTags: { service: 'shop', environment: 'none' },
};
export const orders: GroupDefinition = {
  application: 'orders',
  group: 'live',
  platform: 'Lambda',
  configuration: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
};
export const web: GroupDefinition = {
  application: 'web',
  group: 'blue-green',
  platform: 'ECS',
  configuration: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  readyWaitMinutes: 30,
  terminationWaitMinutes: 60,
};

/** The stand-in with the provider in front of it, on a clock that stands still. */
export class DeployWorld {
  readonly clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  readonly calls: string[] = [];
  readonly inputs: object[] = [];
  readonly events: object[] = [];
  readonly service: CodeDeploy;
  readonly provider: Provider;
  /** Called before each call; what it throws is what the client throws. */
  before: (operation: string, input: object) => void = () => undefined;

  constructor(settings: Partial<CodeDeploySettings> = {}, switches = allOn) {
    this.service = createCodeDeploy({
      clock: this.clock,
      random: createSeededRandom(11),
      identity,
      settings,
      emit: (event) => this.events.push(event),
    });
    for (const group of [fleet, orders, web]) this.service.define(group);
    const api = typedApi(async (operation, input) => {
      this.calls.push(operation);
      this.inputs.push(input);
      this.before(operation, input);
      return callInProcess(this.service, operation, input);
    });
    this.provider = createCodeDeployProvider(api, {
      region: identity.region,
      clock: { now: () => this.clock.nowMs() },
      wait: (durationMs) => this.clock.advance(durationMs),
      tagKeys,
      switches,
    });
  }

  pass(durationMs: number): Promise<void> {
    return this.clock.advance(durationMs);
  }

  start({ application, group }: GroupDefinition, options: Parameters<CodeDeploy['start']>[2] = {}): string {
    return this.service.start(application, group, options);
  }

  async observe(name: string) {
    const reference: DeploymentReference = {
      on: 'deployment',
      provider: 'codeDeploy',
      kind: 'deploymentGroup',
      name,
      target: arnOf(name),
    };
    const state = await this.provider.observe(reference);
    if (state === undefined) throw new Error('nothing was read');
    return state;
  }

  /** The deployment with this id, or the first one that is shown. */
  async look({ application, group }: GroupDefinition, id?: string) {
    const { attempts } = await this.observe(`${application}/${group}`);
    const found = attempts.find(
      ({ subject }) => subject.on === 'deployment' && (id === undefined || subject.deployment.id === id),
    );
    if (found?.subject.on !== 'deployment') throw new Error('no deployment is shown');
    return { ...found, facts: found.subject.deployment };
  }
}
