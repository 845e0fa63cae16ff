import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from '@proton-bot/control-plane';
import type { LocalCloud } from '@proton-bot/local-aws';

/** Where the scenario of `npm start` is played. */
export interface Stage {
  readonly cloud: Pick<LocalCloud, 'putEvents' | 'supplyChain' | 'cloudFormation' | 'ecs' | 'codePipeline'>;
  readonly controlPlane: ControlPlane;
  readonly accountId: string;
  readonly region: string;
  /** Ends the play. */
  readonly signal: AbortSignal;
}

/** Accounts that ask to be connected: the first is on the list in `config/local/rules.yml`, the second is not. */
const knownAccount = '111122223333';
const unknownAccount = '999988887777';

const environmentSpec = 'proton: EnvironmentSpec\nspec:\n  size: small\n';

function serviceSpec(version: string): string {
  const instance = (name: string, environment: string) =>
    `  - name: ${name}\n    environment: ${environment}\n    spec:\n      image: orders:${version}\n`;
  return `proton: ServiceSpec\ninstances:\n${instance('api', 'prod-eu')}${instance('api-dev', 'dev')}`;
}

/**
 * A service is created, two accounts request a connection, and a deployment to production gets stuck and is cancelled by the bot at its
 * deadline.
 */
export async function playProton(stage: Stage): Promise<void> {
  const { controlPlane, signal } = stage;
  const call = (operation: string, input: object) => controlPlane.call(operation, input);
  const pause = (ms: number) => sleep(ms, undefined, { signal });
  const source = { s3: { bucket: 'templates', key: 'template.tar.gz' } };
  const role = `arn:aws:iam::${stage.accountId}:role/proton`;
  const publish = { majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };

  call('CreateEnvironmentTemplate', { name: 'fargate' });
  call('CreateEnvironmentTemplateVersion', { templateName: 'fargate', source });
  call('CreateServiceTemplate', { name: 'web', pipelineProvisioning: 'CUSTOMER_MANAGED' });
  const compatibleEnvironmentTemplates = [{ templateName: 'fargate', majorVersion: '1' }];
  call('CreateServiceTemplateVersion', { templateName: 'web', source, compatibleEnvironmentTemplates });
  await pause(1_500);
  call('UpdateEnvironmentTemplateVersion', { templateName: 'fargate', ...publish });
  call('UpdateServiceTemplateVersion', { templateName: 'web', ...publish });

  const template = {
    templateName: 'fargate',
    templateMajorVersion: '1',
    spec: environmentSpec,
    protonServiceRoleArn: role,
  };
  call('CreateEnvironment', { name: 'prod-eu', ...template });
  call('CreateEnvironment', { name: 'dev', ...template });
  connect(stage, knownAccount, 'shared-services');
  await pause(3_000);
  connect(stage, unknownAccount, 'partner-sandbox');
  await pause(5_000);
  call('CreateService', { name: 'orders', templateName: 'web', templateMajorVersion: '1', spec: serviceSpec('1.0') });
  await pause(9_000);

  const update = { serviceName: 'orders', deploymentType: 'CURRENT_VERSION', spec: serviceSpec('1.1') };
  call('UpdateServiceInstance', { ...update, name: 'api-dev' });
  controlPlane.script('orders/api', 'hang');
  call('UpdateServiceInstance', { ...update, name: 'api' });
}

/** An environment account asks the management account to be connected. */
function connect(stage: Stage, accountId: string, environmentName: string): void {
  const roleArn = `arn:aws:iam::${accountId}:role/proton`;
  const input = { managementAccountId: stage.accountId, environmentName, roleArn };
  stage.controlPlane.call('CreateEnvironmentAccountConnection', input, { accountId });
}
