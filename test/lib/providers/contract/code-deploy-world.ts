import { createCodeDeploy, createSeededRandom, ManualClock } from '@proton-bot/local-aws';
import { createCodeDeployProvider } from '../../../../src/lib/providers/code-deploy/index.ts';
import { isReading } from '../../../../src/lib/providers/sdk-api.ts';
import { allOn, callInProcess, identity, tagKeys, typedApi } from '../code-deploy/in-process.ts';
import { type ContractWorld, type Interference, interfered } from './world.ts';

const application = 'shop';

/** Deployment groups of one application of the local cloud's CodeDeploy, which stops at once what is to be stopped. */
export function createCodeDeployWorld(): ContractWorld {
  const clock = new ManualClock(Date.parse('2026-11-21T09:00:00Z'));
  const service = createCodeDeploy({ clock, random: createSeededRandom(7), identity, settings: { stopMs: 0 } });
  const mutations: string[] = [];
  let interference: Interference | undefined;
  const api = typedApi(async (operation, input) => {
    if (!isReading(operation)) mutations.push(operation);
    return interfered(interference, () => callInProcess(service, operation, input));
  });
  const shownName = (name: string) => `${application}/${name}`;
  const start = (name: string): void => {
    service.script(shownName(name), 'hang');
    service.start(application, name);
  };
  const nothingIsRemoved = (): never => {
    throw new Error('a group is neither created nor removed by its deployments');
  };
  const provider = createCodeDeployProvider(api, {
    region: identity.region,
    clock: { now: () => clock.nowMs() },
    wait: (durationMs) => clock.advance(durationMs),
    tagKeys,
    switches: allOn,
  });
  return {
    provider: {
      ...provider,
      // The contract types short names: here they are groups of the one application.
      candidates: (typed) => provider.candidates(/^[a-z][a-z-]{0,30}$/.test(typed) ? shownName(typed) : typed),
    },
    mutations,
    shownName,
    keepsTargets: true,
    deletesUnseen: {
      begun: 'Created',
      succeeded: 'Succeeded',
      failed: 'Failed',
      async again(name) {
        start(name);
      },
    },
    create(name) {
      service.define({ application, group: name, platform: 'Server' });
      start(name);
    },
    async endCreation(name, outcome) {
      await clock.advance(1_000);
      service.script(shownName(name), outcome);
      await clock.advance(60_000);
    },
    async deploy(name) {
      service.define({ application, group: name, platform: 'Server' });
      start(name);
      await clock.advance(1_000);
    },
    remove: nothingIsRemoved,
    endRemoval: nothingIsRemoved,
    pass: (durationMs) => clock.advance(durationMs),
    interfere(how) {
      interference = how;
    },
  };
}
