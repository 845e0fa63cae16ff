/**
 * Members that the model requires and that an answer of the control plane leaves out all the same, as AWS's own examples
 * do (A11, reference 2.5). By operation: the path in its answer. Every line must be needed by a call of some scene.
 */

/** The first deployment has not succeeded yet. */
const BEFORE_FIRST_SUCCESS = ['lastDeploymentSucceededAt', 'templateMajorVersion', 'templateMinorVersion'];
/** AWS's examples of create-service, update-service and delete-service print no spec. */
const NO_SPEC = ['service.spec'];
/** Optional in requests since December 2022, still required in answers by the model; none was given. */
const NO_ROLE = 'roleArn';

/** A pipeline belongs to no environment, and its deployments have none to name. */
const OF_NO_ENVIRONMENT = ['environmentName'];

const under = (path: string, members: readonly string[]): string[] => members.map((member) => `${path}.${member}`);

export const ABSENT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  CreateEnvironment: under('environment', BEFORE_FIRST_SUCCESS),
  ListEnvironments: under('environments[]', BEFORE_FIRST_SUCCESS),
  CreateService: NO_SPEC,
  UpdateService: NO_SPEC,
  DeleteService: NO_SPEC,
  GetService: under('service.pipeline', BEFORE_FIRST_SUCCESS),
  GetServiceInstance: under('serviceInstance', BEFORE_FIRST_SUCCESS),
  CreateServiceInstance: under('serviceInstance', BEFORE_FIRST_SUCCESS),
  ListServiceInstances: under('serviceInstances[]', BEFORE_FIRST_SUCCESS),
  GetDeployment: under('deployment', OF_NO_ENVIRONMENT),
  ListDeployments: under('deployments[]', OF_NO_ENVIRONMENT),
  CreateEnvironmentAccountConnection: under('environmentAccountConnection', [NO_ROLE]),
  ListEnvironmentAccountConnections: under('environmentAccountConnections[]', [NO_ROLE]),
};
