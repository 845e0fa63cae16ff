import { createCloudFormation, createSeededRandom, ManualClock } from '@proton-bot/local-aws';
import { usualTagKeys } from '../../../../src/lib/model/tags.ts';
import { createCloudFormationProvider } from '../../../../src/lib/providers/cloudformation/index.ts';
import { callInProcess, typedApi } from '../cloudformation/in-process.ts';
import { type ContractWorld, type Interference, interfered } from './world.ts';

const region = 'eu-central-1';

/** Stacks of the local cloud's CloudFormation. */
export function createCloudFormationWorld(): ContractWorld {
  const clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  const identity = { accountId: '123456789012', region };
  const service = createCloudFormation({ clock, random: createSeededRandom(7), identity });
  const mutations: string[] = [];
  let interference: Interference | undefined;
  const api = typedApi(async (operation, input) => {
    if (operation === 'CancelUpdateStack') mutations.push(operation);
    return interfered(interference, () => callInProcess(service, operation, input));
  });
  const provider = createCloudFormationProvider(api, {
    region,
    clock: { now: () => clock.nowMs() },
    wait: async () => undefined,
    tagKeys: usualTagKeys,
    canCancel: true,
    leftAlone: ['CDKToolkit'],
  });
  // AWS's own setting: what has failed stays where it is, so that its deletion can be looked at by itself.
  const OnFailure = 'DO_NOTHING';
  const world: ContractWorld = {
    provider,
    mutations,
    keepsDeletedByArn: true,
    create(name) {
      service.script(name, 'hang');
      service.call('CreateStack', { StackName: name, OnFailure });
    },
    async endCreation(name, outcome) {
      service.script(name, outcome);
      await clock.advance(60_000);
    },
    async deploy(name) {
      service.call('CreateStack', { StackName: name, OnFailure });
      await clock.advance(60_000);
      service.script(name, 'hang');
      service.call('UpdateStack', { StackName: name });
    },
    remove(name) {
      service.script(name, 'hang', { on: 'deletion' });
      service.call('DeleteStack', { StackName: name });
    },
    async endRemoval(name, outcome) {
      service.script(name, outcome, { on: 'deletion' });
      await clock.advance(60_000);
    },
    pass: (durationMs) => clock.advance(durationMs),
    interfere(how) {
      interference = how;
    },
  };
  return world;
}
