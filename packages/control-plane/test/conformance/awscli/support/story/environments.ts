import { ENVIRONMENT_SPEC, ROLE_ARN } from '../../../../support/world.ts';
import { network } from './names.ts';
import { arn, hang, type Step, step, update } from './step.ts';

const role = { pipelineServiceRoleArn: ROLE_ARN };
export const environments: readonly Step[] = [
  step('UpdateAccountSettings', role, { accountSettings: role }),
  step('GetAccountSettings', {}, { accountSettings: role }),
  step(
    'CreateEnvironment',
    {
      name: 'prod',
      ...network,
      templateMajorVersion: '1',
      spec: ENVIRONMENT_SPEC,
      protonServiceRoleArn: ROLE_ARN,
      componentRoleArn: ROLE_ARN,
    },
    { environment: { arn: arn('environment/prod'), deploymentStatus: 'IN_PROGRESS' } },
  ),
  step('GetEnvironment', { name: 'prod' }, { environment: { deploymentStatus: 'SUCCEEDED', spec: ENVIRONMENT_SPEC } }),
  step('ListEnvironments', {}, { environments: [{ name: 'prod', deploymentStatus: 'SUCCEEDED' }] }),
  step(
    'UpdateEnvironment',
    { name: 'prod', ...update, spec: ENVIRONMENT_SPEC },
    { environment: { deploymentStatus: 'IN_PROGRESS' } },
    { before: hang('environment/prod') },
  ),
  step(
    'NotifyResourceDeploymentStatusChange',
    { resourceArn: arn('environment/prod'), outputs: [{ key: 'VpcId', valueString: 'vpc-1' }] },
    {},
  ),
  step('CancelEnvironmentDeployment', { environmentName: 'prod' }, { environment: { deploymentStatus: 'CANCELLING' } }),
];
