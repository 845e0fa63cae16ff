import * as fc from 'fast-check';
import { ACCOUNT, ENVIRONMENT_ACCOUNT, ENVIRONMENT_SPEC, ROLE_ARN } from '../../support/world.ts';
import type { Mutation } from '../effects/index.ts';
import type { Model } from '../model.ts';
import { ACCOUNTS } from '../walk.ts';
import { calls, callsAbout } from './step.ts';
import {
  clientToken,
  description,
  environment,
  environmentSpec,
  environmentTemplate,
  major,
  tags,
  updateType,
} from './values.ts';

const role = fc.constant(ROLE_ARN);
const connections = (model: Model): Iterable<string> => model.connections.keys();

export const environmentSteps = fc.oneof(
  calls(
    'CreateEnvironment',
    {
      name: environment,
      templateName: environmentTemplate,
      templateMajorVersion: major,
      spec: environmentSpec,
      protonServiceRoleArn: role,
      componentRoleArn: role,
    },
    { description, tags },
  ),
  callsAbout('CreateEnvironment', 'environmentAccountConnectionId', connections, {
    name: environment,
    templateName: environmentTemplate,
    templateMajorVersion: major,
    spec: fc.constant(ENVIRONMENT_SPEC),
  }),
  calls('UpdateEnvironment', { name: environment, deploymentType: updateType }, { description, spec: environmentSpec }),
  calls('CancelEnvironmentDeployment', { environmentName: environment }),
  calls('DeleteEnvironment', { name: environment }),
);

const anyParty = fc.constantFrom(ACCOUNT, ...ACCOUNTS);
const created = ACCOUNTS.map((account) =>
  calls(
    'CreateEnvironmentAccountConnection',
    {
      environmentName: fc.constantFrom('stage', 'prod'),
      managementAccountId: fc.constantFrom(ACCOUNT, ACCOUNT, ENVIRONMENT_ACCOUNT),
    },
    { roleArn: role, clientToken, tags },
    { account },
  ),
);
const about = (operation: Mutation): ReturnType<typeof callsAbout> =>
  callsAbout(operation, 'id', connections, {}, anyParty);

/** By the two parties of each, and by others. */
export const connectionSteps = fc.oneof(
  fc.oneof(...created),
  { weight: 2, arbitrary: about('AcceptEnvironmentAccountConnection') },
  about('RejectEnvironmentAccountConnection'),
  about('DeleteEnvironmentAccountConnection'),
  callsAbout(
    'UpdateEnvironmentAccountConnection',
    'id',
    connections,
    { roleArn: fc.constantFrom(`${ROLE_ARN}-1`, `${ROLE_ARN}-2`) },
    anyParty,
  ),
);
