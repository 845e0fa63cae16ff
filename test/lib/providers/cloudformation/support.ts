import { type CloudFormation, createCloudFormation, createSeededRandom, ManualClock } from '@proton-bot/local-aws';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
import { usualTagKeys } from '../../../../src/lib/model/tags.ts';
import {
  type CloudFormationOperation,
  createCloudFormationProvider,
} from '../../../../src/lib/providers/cloudformation/index.ts';
import { callInProcess, typedApi } from './in-process.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const longMs = 10 * 60_000;

/** What comes in the place of an answer, call by call; `undefined` leaves it as it is. */
export type Meddle = (operation: CloudFormationOperation, answer: Record<string, unknown>) => unknown;

/** The local cloud's stacks with the provider in front of them, and what was asked. */
export function createStage(
  options: {
    readonly watchesStackSets?: boolean;
    readonly canCancel?: boolean;
    readonly pageSize?: number;
    readonly resourceMs?: number;
  } = {},
) {
  const { watchesStackSets = false, canCancel = true, pageSize = 100, resourceMs = 10_000 } = options;
  const clock = new ManualClock(Date.parse('2026-11-29T10:00:00Z'));
  const service: CloudFormation = createCloudFormation({
    clock,
    random: createSeededRandom(3),
    identity,
    settings: { resourceMs, slowResourceMs: 240_000, cleanupMs: 5_000, pageSize },
  });
  const calls: { readonly operation: CloudFormationOperation; readonly input: object }[] = [];
  const waited: number[] = [];
  const stage = {
    clock,
    service,
    calls,
    waited,
    /** Throws, or gives another answer. */
    meddle: (() => undefined) as Meddle,
    provider: createCloudFormationProvider(
      typedApi(async (operation, input) => {
        calls.push({ operation, input });
        const answer = callInProcess(service, operation, input);
        const other: unknown = stage.meddle(operation, answer);
        return typeof other === 'object' && other !== null ? { ...other } : answer;
      }),
      {
        region: identity.region,
        clock: { now: () => clock.nowMs() },
        wait: async (durationMs) => {
          waited.push(durationMs);
          await clock.advance(durationMs);
        },
        tagKeys: usualTagKeys,
        canCancel,
        watchesStackSets,
        leftAlone: ['CDKToolkit', 'proton-bot-prod'],
      },
    ),
    async create(StackName: string, input: object = {}): Promise<string> {
      const { StackId } = service.call('CreateStack', { StackName, ...input });
      await clock.advance(longMs);
      return StackId;
    },
    /** An update that does not end by itself. */
    async hang(StackName: string, input: object = {}): Promise<string> {
      service.script(StackName, 'hang');
      return service.call('UpdateStack', { StackName, ...input }).OperationId;
    },
    async read(nameOrArn: string): Promise<Observation & { readonly facts: DeploymentFacts }> {
      const [reference] = stage.provider.candidates(nameOrArn);
      const state = reference && (await stage.provider.observe(reference));
      const [observation] = state?.attempts ?? [];
      if (observation?.subject.on !== 'deployment') throw new Error('nothing is deployed there');
      return { ...observation, facts: observation.subject.deployment };
    },
    countOf: (operation: CloudFormationOperation) => calls.filter((call) => call.operation === operation).length,
  };
  return stage;
}

export function clientError(name: string, message: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(message), { name, $metadata: httpStatusCode === undefined ? {} : { httpStatusCode } });
}
