import { createCodePipeline, createSeededRandom, ManualClock } from '@proton-bot/local-aws';
import { createCodePipelineProvider } from '../../../../src/lib/providers/code-pipeline/index.ts';
import { isReading } from '../../../../src/lib/providers/sdk-api.ts';
import { allOn, callInProcess, identity, tagKeys, typedApi } from '../code-pipeline/in-process.ts';
import { type ContractWorld, type Interference, interfered } from './world.ts';

const stages = [{ name: 'Deploy', actions: [{ name: 'Release', category: 'Deploy', provider: 'ECS' }] }] as const;

/** Pipelines of the local cloud's CodePipeline, each with one stage. */
export function createCodePipelineWorld(): ContractWorld {
  const clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  const service = createCodePipeline({ clock, random: createSeededRandom(7), identity });
  const mutations: string[] = [];
  let interference: Interference | undefined;
  const api = typedApi(async (operation, input) => {
    if (!isReading(operation)) mutations.push(operation);
    return interfered(interference, () => callInProcess(service, operation, input));
  });
  const start = (name: string): void => {
    service.script(`pipeline/${name}`, 'hang');
    service.start(name);
  };
  const nothingIsRemoved = (): never => {
    throw new Error('a pipeline is neither created nor removed by its executions');
  };
  return {
    provider: createCodePipelineProvider(api, {
      region: identity.region,
      clock: { now: () => clock.nowMs() },
      wait: (durationMs) => clock.advance(durationMs),
      tagKeys,
      switches: allOn,
    }),
    mutations,
    keepsTargets: true,
    deletesUnseen: {
      begun: 'InProgress',
      succeeded: 'Succeeded',
      failed: 'Failed',
      async again(name) {
        start(name);
      },
    },
    create(name) {
      service.define({ name, stages });
      start(name);
    },
    async endCreation(name, outcome) {
      service.script(`pipeline/${name}`, outcome);
      await clock.advance(60_000);
    },
    async deploy(name) {
      service.define({ name, stages });
      start(name);
    },
    remove: nothingIsRemoved,
    endRemoval: nothingIsRemoved,
    pass: (durationMs) => clock.advance(durationMs),
    interfere(how) {
      interference = how;
    },
  };
}
