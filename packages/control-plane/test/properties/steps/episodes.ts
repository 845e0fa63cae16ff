import * as fc from 'fast-check';
import { ACCOUNT, ENVIRONMENT_ACCOUNT } from '../../support/world.ts';
import { environmentArn } from '../model.ts';
import { serviceEpisodes } from './service-episodes.ts';
import { callOf, episode, pause, type Step, settle } from './step.ts';
import { component, createSpec, environment, instance, updateType } from './values.ts';

const cancelledInstance = fc
  .tuple(instance, updateType, pause)
  .map(([name, deploymentType, wait]) => [
    settle,
    callOf('UpdateServiceInstance', { serviceName: 'shop', name, deploymentType }),
    wait,
    callOf('CancelServiceInstanceDeployment', { serviceName: 'shop', serviceInstanceName: name }),
  ]);
const cancelledEnvironment = fc
  .tuple(environment, updateType, pause)
  .map(([name, deploymentType, wait]) => [
    settle,
    callOf('UpdateEnvironment', { name, deploymentType }),
    wait,
    callOf('CancelEnvironmentDeployment', { environmentName: name }),
  ]);
const cancelledPipeline = fc
  .tuple(createSpec('main'), pause)
  .map(([spec, wait]) => [
    settle,
    callOf('UpdateServicePipeline', { serviceName: 'shop', deploymentType: 'CURRENT_VERSION', spec }),
    wait,
    callOf('CancelServicePipelineDeployment', { serviceName: 'shop' }),
  ]);
const reportedEnvironment = fc
  .tuple(environment, fc.constantFrom('SUCCEEDED', 'FAILED', 'IN_PROGRESS'), pause)
  .map(([name, status, wait]) => [
    settle,
    callOf('UpdateEnvironment', { name, deploymentType: 'CURRENT_VERSION' }),
    wait,
    callOf('NotifyResourceDeploymentStatusChange', {
      resourceArn: environmentArn(ACCOUNT, name),
      status,
      statusMessage: 'reported',
      outputs: [{ key: 'vpc', valueString: 'vpc-1' }],
    }),
  ]);
const cancelledComponent = fc
  .tuple(component, pause)
  .map(([name, wait]) => [
    settle,
    callOf('UpdateComponent', { name, deploymentType: 'CURRENT_VERSION' }),
    wait,
    callOf('CancelComponentDeployment', { componentName: name }),
  ]);
const removedComponent = fc
  .tuple(component, pause)
  .map(([name, wait]) => [
    settle,
    callOf('UpdateComponent', { name, deploymentType: 'CURRENT_VERSION', serviceName: '', serviceInstanceName: '' }),
    settle,
    callOf('DeleteComponent', { name }),
    wait,
  ]);
const decidedTwice = fc
  .tuple(fc.constantFrom('Accept', 'Reject'), fc.constantFrom('Accept', 'Reject'), fc.constantFrom(0, 0, 0, 1))
  .map(([first, second, index]) => {
    const chosen = (verb: 'Accept' | 'Reject'): Step =>
      callOf(`${verb}EnvironmentAccountConnection`, {}, {}, (model) => ({
        id: [...model.connections.keys()].at(-1 - index) ?? '00000000-0000-4000-8000-00000000ffff',
      }));
    return [
      callOf(
        'CreateEnvironmentAccountConnection',
        { environmentName: 'stage', managementAccountId: ACCOUNT },
        { account: ENVIRONMENT_ACCOUNT },
      ),
      chosen(first),
      chosen(second),
    ];
  });

export const episodes = fc
  .oneof(
    { weight: 2, arbitrary: cancelledInstance },
    cancelledEnvironment,
    cancelledPipeline,
    reportedEnvironment,
    cancelledComponent,
    removedComponent,
    { weight: 4, arbitrary: serviceEpisodes },
    decidedTwice,
  )
  .map(episode);
