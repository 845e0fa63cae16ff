import { createControlPlane } from '@proton-bot/control-plane';
import {
  createCloudFormation,
  createCodeDeploy,
  createCodePipeline,
  createEcs,
  createSeededRandom,
  ManualClock,
} from '@proton-bot/local-aws';
import { usualTagKeys } from '../../src/lib/model/tags.ts';
import type { Provider } from '../../src/lib/ports.ts';
import { createCloudFormationProvider } from '../../src/lib/providers/cloudformation/index.ts';
import { createCodeDeployProvider } from '../../src/lib/providers/code-deploy/index.ts';
import { createCodePipelineProvider } from '../../src/lib/providers/code-pipeline/index.ts';
import { createEcsProvider, createLabels, pacedApi } from '../../src/lib/providers/ecs/index.ts';
import { createProtonProvider } from '../../src/lib/providers/proton/index.ts';
import { prepareProtonFixtures, simulatedAccount, simulatedRegion } from '../../src/simulation/index.ts';
import { asProtonApi, protonInProcess } from '../../src/simulation/proton-in-process.ts';
import { VirtualClock } from '../../src/simulation/virtual-clock.ts';
import * as cloudFormationInProcess from '../lib/providers/cloudformation/in-process.ts';
import * as codeDeployInProcess from '../lib/providers/code-deploy/in-process.ts';
import * as codePipelineInProcess from '../lib/providers/code-pipeline/in-process.ts';
import * as ecsInProcess from '../lib/providers/ecs/in-process.ts';
import { CostClock } from './sweep-cost.ts';

const identity = { accountId: '123456789012', region: 'eu-central-1' };
const minuteMs = 60_000;

/** One scope as the goal has it: so much of each, and so much in progress. The stand-ins' pages are as long as AWS's. */
export const estateSize = { services: 500, stacks: 300, pipelines: 100, groups: 100, inFlight: 50 } as const;

/** A back end of the estate, whose calls are counted. Nothing in it moves while it is listed or read. */
export interface CountedBackEnd {
  readonly provider: Provider;
  readonly cost: CostClock;
}

function fromStart() {
  const cost = new CostClock();
  const clock = new ManualClock(cost.nowMs - 60 * minuteMs);
  return { cost, standIn: { clock, random: createSeededRandom(11), identity }, clock };
}

/** What is in progress among `count`: every so many of them. */
function inFlight(count: number): readonly number[] {
  const every = count / estateSize.inFlight;
  return Array.from({ length: estateSize.inFlight }, (_, index) => index * every);
}

/** What of `DescribeServices` nobody knows: whether it names a deployment while none is in progress (assumption E4). */
export type EcsAnswers = 'namesOpenOnly' | 'namesAlways' | 'namesNever';

export async function ecsEstate(answers: EcsAnswers = 'namesOpenOnly', strategy = 'ROLLING'): Promise<CountedBackEnd> {
  const { cost, standIn, clock } = fromStart();
  const ecs = createEcs(standIn);
  ecs.call('CreateCluster', { clusterName: 'shop' });
  for (let index = 0; index < estateSize.services; index += 1) {
    const deploymentConfiguration = { strategy, bakeTimeInMinutes: 0 };
    ecs.call('CreateService', { cluster: 'shop', serviceName: `service-${index}`, deploymentConfiguration });
  }
  await clock.advance(30 * minuteMs);
  for (const index of inFlight(estateSize.services)) {
    ecs.script(`shop/service-${index}`, 'hang');
    ecs.call('UpdateService', { cluster: 'shop', service: `service-${index}`, forceNewDeployment: true });
  }
  await clock.advance(minuteMs);
  const api = ecsInProcess.typedApi(async (operation, input) => {
    const answer = cost.counted(operation, () => ecsInProcess.callInProcess(ecs, operation, input));
    return operation === 'DescribeServices' ? withNamed(answer, answers) : answer;
  });
  const provider = createEcsProvider({
    api,
    listing: pacedApi(api, cost),
    clock: cost.clock,
    labelsOf: createLabels(api, cost.clock, usualTagKeys),
    powers: { cancel: true, approve: true, redeploy: true },
  });
  return { provider, cost };
}

function withNamed(answer: Record<string, unknown>, answers: EcsAnswers): Record<string, unknown> {
  if (answers === 'namesOpenOnly' || !Array.isArray(answer['services'])) return answer;
  const services = answer['services'].map((service: unknown) => {
    const { currentServiceDeployment, serviceArn, ...rest }: Record<string, unknown> = Object(service);
    if (answers === 'namesNever') return { serviceArn, ...rest };
    const ended = `${String(serviceArn).replace(':service/', ':service-deployment/')}/ended`;
    return { serviceArn, ...rest, currentServiceDeployment: currentServiceDeployment ?? ended };
  });
  return { ...answer, services };
}

export async function cloudFormationEstate(): Promise<CountedBackEnd> {
  const { cost, standIn, clock } = fromStart();
  const service = createCloudFormation(standIn);
  for (let index = 0; index < estateSize.stacks; index += 1) {
    service.call('CreateStack', { StackName: `stack-${index}` });
  }
  await clock.advance(30 * minuteMs);
  for (const index of inFlight(estateSize.stacks)) {
    service.script(`stack-${index}`, 'hang');
    service.call('UpdateStack', { StackName: `stack-${index}` });
  }
  await clock.advance(minuteMs);
  const api = cloudFormationInProcess.typedApi(async (operation, input) =>
    cost.counted(operation, () => cloudFormationInProcess.callInProcess(service, operation, input)),
  );
  const { region } = identity;
  const provider = createCloudFormationProvider(api, {
    region,
    clock: cost.clock,
    wait: cost.wait,
    tagKeys: usualTagKeys,
    canCancel: true,
    leftAlone: [],
  });
  return { provider, cost };
}

export async function codePipelineEstate(): Promise<CountedBackEnd> {
  const { cost, standIn, clock } = fromStart();
  const service = createCodePipeline(standIn);
  for (let index = 0; index < estateSize.pipelines; index += 1) {
    service.define({ ...codePipelineInProcess.orders, name: `pipeline-${index}` });
  }
  for (const index of inFlight(estateSize.pipelines)) {
    service.script(`pipeline/pipeline-${index}/Staging/Deploy`, 'hang');
    service.start(`pipeline-${index}`);
  }
  await clock.advance(5 * minuteMs);
  const api = codePipelineInProcess.typedApi(async (operation, input) =>
    cost.counted(operation, () => codePipelineInProcess.callInProcess(service, operation, input)),
  );
  const { region } = identity;
  const { clock: costClock, wait } = cost;
  const provider = createCodePipelineProvider(api, {
    region,
    clock: costClock,
    wait,
    tagKeys: codePipelineInProcess.tagKeys,
    switches: codePipelineInProcess.allOn,
  });
  return { provider, cost };
}

export async function codeDeployEstate(): Promise<CountedBackEnd> {
  const { cost, standIn, clock } = fromStart();
  const service = createCodeDeploy(standIn);
  const { orders } = codeDeployInProcess;
  for (let index = 0; index < estateSize.groups; index += 1) service.define({ ...orders, group: `group-${index}` });
  for (const index of inFlight(estateSize.groups)) {
    service.script(`${orders.application}/group-${index}`, 'hang');
    service.start(orders.application, `group-${index}`);
  }
  await clock.advance(minuteMs);
  const api = codeDeployInProcess.typedApi(async (operation, input) =>
    cost.counted(operation, () => codeDeployInProcess.callInProcess(service, operation, input)),
  );
  const { region } = identity;
  const { clock: costClock, wait } = cost;
  const provider = createCodeDeployProvider(api, {
    region,
    clock: costClock,
    wait,
    tagKeys: codeDeployInProcess.tagKeys,
    switches: codeDeployInProcess.allOn,
  });
  return { provider, cost };
}

/** One environment of AWS Proton, whose update hangs. */
export async function protonEstate(): Promise<CountedBackEnd> {
  const cost = new CostClock();
  const clock = new VirtualClock(cost.nowMs - 60 * minuteMs);
  let ids = 0;
  const plane = createControlPlane({
    clock,
    random: { uuid: () => `22222222-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}` },
    region: simulatedRegion,
    accountId: simulatedAccount,
    emit: () => undefined,
  });
  const noRules = { hash: 'none', document: { version: 1, hash: 'none', lists: {}, rules: [] }, compiled: [] } as const;
  plane.restore(await prepareProtonFixtures(noRules));
  const pass = (durationMs: number): void => {
    const untilMs = clock.now() + durationMs;
    while (clock.step(untilMs));
  };
  const spec = 'proton: EnvironmentSpec\nspec:\n  size: small\n';
  const protonServiceRoleArn = `arn:aws:iam::${simulatedAccount}:role/proton`;
  const template = { templateName: 'fargate', templateMajorVersion: '1' };
  plane.call('CreateEnvironment', { name: 'prod', ...template, spec, protonServiceRoleArn });
  pass(30 * minuteMs);
  plane.script('environment/prod', 'hang', { on: 'deployment' });
  plane.call('UpdateEnvironment', { name: 'prod', deploymentType: 'CURRENT_VERSION', spec });
  pass(minuteMs);
  const call = protonInProcess(
    plane,
    () => clock.now(),
    () => undefined,
  );
  const api = asProtonApi(async (operation, input, options) =>
    cost.counted(operation, () => call(operation, input, options)),
  );
  return { provider: createProtonProvider(api), cost };
}
