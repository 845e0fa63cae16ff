import {
  type CodePipeline,
  type CodePipelineSettings,
  type CodePipelineSnapshot,
  createCodePipeline,
  createSeededRandom,
  ManualClock,
} from '@proton-bot/local-aws';
import type { DeploymentReference } from '../../../../src/lib/model/reference.ts';
import type { Provider } from '../../../../src/lib/ports.ts';
import type { CodePipelineOperations } from '../../../../src/lib/providers/code-pipeline/api.ts';
import { createCodePipelineProvider } from '../../../../src/lib/providers/code-pipeline/index.ts';
import type { Switches } from '../../../../src/lib/providers/code-pipeline/observations.ts';
import { apiOf, asClient } from '../stand-in-api.ts';

/** Builds the typed API from a function that makes one call. */
export const typedApi = apiOf<CodePipelineOperations>;

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const arnOf = (name: string) => `arn:aws:codepipeline:${identity.region}:${identity.accountId}:${name}`;

/**
 * One call, as the client makes it.
 *
 * @param snapshot - what is answered is as it was then
 */
export function callInProcess(
  service: CodePipeline,
  operation: string,
  input: object,
  snapshot?: CodePipelineSnapshot,
): Record<string, unknown> {
  const wire: unknown = JSON.parse(JSON.stringify(input));
  return asClient(
    () => (snapshot ? service.callAsOf(snapshot, operation, wire) : service.call(operation, wire)),
    (member) => times.has(member),
  );
}

const times: ReadonlySet<string> = new Set([
  'startTime',
  'lastUpdateTime',
  'lastStatusChange',
  'lastChangedAt',
  'created',
  'updated',
  'approvedAt',
]);

export const allOn: Switches = { cancel: true, approve: true, redeploy: true };
export const tagKeys = { environment: ['environment'], service: ['service'] } as const;

/** A pipeline with a build, an approval and a release. */
export const orders = {
  name: 'orders',
  stages: [
    { name: 'Source', actions: [{ name: 'Checkout', category: 'Source', provider: 'CodeStarSourceConnection' }] },
    { name: 'Staging', actions: [{ name: 'Deploy', category: 'Deploy', provider: 'ECS' }] },
    {
      name: 'Production',
      actions: [
        { name: 'Approve', category: 'Approval', provider: 'Manual' },
        { name: 'Release', category: 'Deploy', provider: 'CodeDeploy', externalExecutionId: 'd-ABCDEF123' },
      ],
    },
  ],
  tags: { environment: 'prod-eu', service: 'orders', team: 'shop' },
} as const;

/** The stand-in with the provider in front of it, on a clock that stands still. */
export class PipelineWorld {
  readonly clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  readonly calls: string[] = [];
  readonly events: object[] = [];
  readonly waits: number[] = [];
  readonly service: CodePipeline;
  readonly provider: Provider;
  /** Called before each call, which waits for it; what it throws is what the client throws. */
  before: (operation: string, input: object) => void | Promise<void> = () => undefined;

  constructor(settings: Partial<CodePipelineSettings> = {}, switches = allOn) {
    this.service = createCodePipeline({
      clock: this.clock,
      random: createSeededRandom(11),
      identity,
      settings,
      emit: (event) => this.events.push(event),
    });
    const api = typedApi(async (operation, input) => {
      this.calls.push(operation);
      await this.before(operation, input);
      return callInProcess(this.service, operation, input);
    });
    this.provider = createCodePipelineProvider(api, {
      region: identity.region,
      clock: { now: () => this.clock.nowMs() },
      wait: async (durationMs) => {
        this.waits.push(durationMs);
        await this.clock.advance(durationMs);
      },
      tagKeys,
      switches,
    });
  }

  pass(durationMs: number): Promise<void> {
    return this.clock.advance(durationMs);
  }

  async observe(name = 'orders') {
    const reference: DeploymentReference = {
      on: 'deployment',
      provider: 'codePipeline',
      kind: 'pipeline',
      name,
      target: arnOf(name),
    };
    const state = await this.provider.observe(reference);
    if (state === undefined) throw new Error('nothing was read');
    return state;
  }

  /** The execution with this id, or the only one that is shown. */
  async look(id?: string, name = 'orders') {
    const { attempts } = await this.observe(name);
    const found = attempts.find(
      ({ subject }) => subject.on === 'deployment' && (id === undefined || subject.deployment.id === id),
    );
    if (found?.subject.on !== 'deployment') throw new Error('no execution is shown');
    return { ...found, facts: found.subject.deployment };
  }
}
