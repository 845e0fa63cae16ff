import { listOf, serviceSpec, type World } from '../../../../support/world.ts';
import { blue, network } from './names.ts';
import { type AnswerOf, arn, type Members, type Step, step, update } from './step.ts';

const shop = { serviceName: 'shop' };
const output = { key: 'Address', valueString: 'https://shop.example.com' };
const outputs = { outputs: [output] };

/** An update whose end is reported from outside, with an output. */
const reports =
  (suffix: string) =>
  (world: World): void => {
    const spec = serviceSpec(['blue', 'green'], { pipeline: 'release' });
    world.plane.script(suffix, 'hang');
    if (suffix === 'environment/prod') world.call('UpdateEnvironment', { name: 'prod', ...update });
    else if (suffix.endsWith('/pipeline')) world.call('UpdateServicePipeline', { ...shop, ...update, spec });
    else world.call('UpdateServiceInstance', { ...shop, name: 'blue', ...update });
    world.call('NotifyResourceDeploymentStatusChange', { resourceArn: arn(suffix), status: 'SUCCEEDED', ...outputs });
    world.plane.script(suffix, 'succeed');
  };

/** The version that template sync made is published, and the environment goes over to it. */
function deploysSyncedVersion(world: World): void {
  const synced = { ...network, majorVersion: '1', minorVersion: '1' };
  world.call('UpdateEnvironmentTemplateVersion', { ...synced, status: 'PUBLISHED' });
  world.call('UpdateEnvironment', { name: 'prod', deploymentType: 'MINOR_VERSION' });
}

export const lists: readonly Step[] = [
  step('ListEnvironmentOutputs', { environmentName: 'prod' }, outputs, { before: reports('environment/prod') }),
  step(
    'ListEnvironmentProvisionedResources',
    { environmentName: 'prod' },
    { provisionedResources: [{ name: 'Vpc', provisioningEngine: 'CLOUDFORMATION' }] },
    { before: deploysSyncedVersion },
  ),
  step('ListServiceInstanceOutputs', blue, outputs, { before: reports('service/shop/service-instance/blue') }),
  step('ListServiceInstanceProvisionedResources', blue, { provisionedResources: [] }),
  step('ListServicePipelineOutputs', shop, outputs, { before: reports('service/shop/pipeline') }),
  step('ListServicePipelineProvisionedResources', shop, { provisionedResources: [] }),
  step('GetResourcesSummary', {}, { counts: { environments: { total: 1 }, services: { total: 1 } } }),
  step(
    'ListDeployments',
    { environmentName: 'prod', componentName: 'bucket' },
    {
      deployments: [{ deploymentStatus: 'CANCELLED' }, { deploymentStatus: 'SUCCEEDED' }],
    },
  ),
  step('GetDeployment', (answerOf) => newestDeployment(answerOf), { deployment: { componentName: 'bucket' } }),
  step('DeleteDeployment', (answerOf) => newestDeployment(answerOf), { deployment: { deploymentStatus: 'CANCELLED' } }),
];

function newestDeployment(answerOf: AnswerOf): Members {
  return { id: listOf(answerOf('ListDeployments')['deployments'])[0]?.['id'] };
}
