import { createEcs, createSeededRandom, ManualClock } from '@proton-bot/local-aws';
import { usualTagKeys } from '../../../../src/lib/model/tags.ts';
import { createEcsProvider, createLabels } from '../../../../src/lib/providers/ecs/index.ts';
import { isReading } from '../../../../src/lib/providers/sdk-api.ts';
import { callInProcess, typedApi } from '../ecs/in-process.ts';
import { type ContractWorld, type Interference, interfered } from './world.ts';

const region = 'eu-central-1';
/** Where people name no cluster, it is this one. */
const cluster = 'default';
const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };

/** Services of the local cloud's ECS. Their deletion is no deployment; each further deployment is an attempt of its own. */
export function createEcsWorld(): ContractWorld {
  const clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  const identity = { accountId: '123456789012', region };
  const ecs = createEcs({ clock, random: createSeededRandom(7), identity });
  ecs.call('CreateCluster', { clusterName: cluster });
  const mutations: string[] = [];
  let interference: Interference | undefined;
  const api = typedApi(async (operation, input) => {
    if (!isReading(operation)) mutations.push(operation);
    return interfered(interference, () => callInProcess(ecs, operation, input));
  });
  const now = { now: () => clock.nowMs() };
  const script = (name: string, outcome: 'succeed' | 'fail' | 'hang') => ecs.script(`${cluster}/${name}`, outcome);
  const update = (name: string) =>
    ecs.call('UpdateService', { cluster, service: name, forceNewDeployment: true, deploymentConfiguration: breaker });
  const end = async (name: string, outcome: 'succeed' | 'fail'): Promise<void> => {
    script(name, outcome);
    await clock.advance(120_000);
  };
  const world: ContractWorld = {
    provider: createEcsProvider({
      api,
      listing: api,
      clock: now,
      labelsOf: createLabels(api, now, usualTagKeys),
      powers: { cancel: true, approve: true, redeploy: true },
    }),
    mutations,
    shownName: (name) => `${cluster}/${name}`,
    deletesUnseen: {
      begun: 'PENDING',
      succeeded: 'SUCCESSFUL',
      failed: 'ROLLBACK_FAILED',
      async again(name) {
        script(name, 'hang');
        update(name);
      },
    },
    create(name) {
      script(name, 'hang');
      ecs.call('CreateService', { cluster, serviceName: name, desiredCount: 2, deploymentConfiguration: breaker });
    },
    endCreation: end,
    async deploy(name) {
      world.create(name);
      await end(name, 'succeed');
      script(name, 'hang');
      update(name);
      await clock.advance(2_000);
    },
    remove(name) {
      ecs.call('DeleteService', { cluster, service: name, force: true });
    },
    endRemoval: async () => undefined,
    pass: (durationMs) => clock.advance(durationMs),
    interfere(how) {
      interference = how;
    },
  };
  return world;
}
