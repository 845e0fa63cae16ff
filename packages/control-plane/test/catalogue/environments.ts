import { entry, type OperationFamily } from './entry.ts';

export const ENVIRONMENT_OPERATIONS = {
  CreateEnvironment: entry(
    'the four ways of provisioning; spec against the schema; deployment on the clock; the same again is the same; quota',
    'A11',
    'A19',
    'A32',
    'A43',
    'A45',
  ),
  GetEnvironment: entry('live version and spec, newest attempt, its status and message', 'A9', 'A11'),
  ListEnvironments: entry('by name, in pages; of the templates that are named'),
  UpdateEnvironment: entry(
    'the four deployment types; how it is provisioned cannot be swapped; current values kept',
    'A11',
    'A13',
    'A23',
  ),
  CancelEnvironmentDeployment: entry(
    'CANCELLING, then CANCELLED, FAILED or too late; an update only; our header names the deployment',
    'A14',
    'A15',
  ),
  DeleteEnvironment: entry(
    'on the clock, unless something is deployed to it; gone is an empty answer',
    'A16',
    'A24',
    'A30',
  ),
  ListEnvironmentOutputs: entry(
    'as reported; the inputs of a customer-managed environment; else those that the template declares, with values made up',
    'A17',
  ),
  ListEnvironmentProvisionedResources: entry('what the CloudFormation template declares, with identifiers made up'),
} satisfies OperationFamily;

export const CONNECTION_OPERATIONS = {
  CreateEnvironmentAccountConnection: entry('PENDING, made by the environment account; client token; quota', 'A2'),
  GetEnvironmentAccountConnection: entry('by both accounts', 'A29'),
  ListEnvironmentAccountConnections: entry('from either side; by environment and statuses; in pages'),
  AcceptEnvironmentAccountConnection: entry('CONNECTED, by the management account; twice is once', 'A27', 'A28', 'A29'),
  RejectEnvironmentAccountConnection: entry(
    'REJECTED, for good; not while an environment uses it',
    'A27',
    'A28',
    'A29',
  ),
  UpdateEnvironmentAccountConnection: entry('its roles, by the environment account', 'A29'),
  DeleteEnvironmentAccountConnection: entry('by the environment account; gone is an empty answer', 'A29', 'A30'),
} satisfies OperationFamily;
