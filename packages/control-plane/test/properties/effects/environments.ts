import { mappingOf } from '../../support/world.ts';
import { type Deployable, environmentArn, type Model, recommendedVersion, templateArn } from '../model.ts';
import { type Effects, pairs, setTags } from './effect.ts';

interface VersionRequest {
  readonly deploymentType: string;
  readonly templateMajorVersion?: string | undefined;
  readonly templateMinorVersion?: string | undefined;
}

export const environmentEffects = {
  CreateEnvironment(model, input, { account, nowMs }) {
    const arn = environmentArn(account, input.name);
    if (model.deployables.has(arn)) return;
    const { templateName, templateMajorVersion: major, templateMinorVersion: minor } = input;
    const template = templateArn(account, 'environment', templateName);
    model.deployables.set(arn, {
      kind: 'ENVIRONMENT',
      account,
      arn,
      name: input.name,
      templateName,
      createdAtMs: nowMs,
      connectionId: input.environmentAccountConnectionId,
      description: input.description,
      action: 'CREATE',
      attempted: {
        version: minor === undefined ? recommendedVersion(model, template, major) : `${major}.${minor}`,
        spec: input.spec,
      },
      joinsSpec: false,
    });
    setTags(model, arn, pairs(input.tags));
  },

  UpdateEnvironment(model, input, { account }) {
    const environment = model.deployables.get(environmentArn(account, input.name));
    if (environment === undefined) return;
    environment.description = input.description ?? environment.description;
    if (input.deploymentType === 'NONE') return;
    environment.action = 'UPDATE';
    environment.attempted = {
      version: versionForUpdate(model, 'environment', environment, input),
      spec: input.spec ?? environment.live?.spec,
    };
  },
} satisfies Effects;

export const connectionEffects = {
  CreateEnvironmentAccountConnection(model, input, { account, output }) {
    const { id, arn } = mappingOf(output['environmentAccountConnection']);
    model.connections.set(String(id), {
      account,
      arn: String(arn),
      id: String(id),
      managementAccount: input.managementAccountId,
      environmentName: input.environmentName,
      roleArn: input.roleArn,
    });
    setTags(model, String(arn), pairs(input.tags));
  },

  UpdateEnvironmentAccountConnection(model, input) {
    const connection = model.connections.get(input.id);
    if (connection !== undefined) connection.roleArn = input.roleArn ?? connection.roleArn;
  },
} satisfies Effects;

/** The version that an update deploys, by its deployment type (§3.1 of the reference). */
export function versionForUpdate(
  model: Model,
  kind: 'environment' | 'service',
  { account, templateName = '', live }: Deployable,
  request: VersionRequest,
): string | undefined {
  const template = templateArn(account, kind, templateName);
  const [currentMajor] = live?.version?.split('.') ?? [];
  const given = (major: string | undefined): string | undefined =>
    request.templateMinorVersion === undefined
      ? recommendedVersion(model, template, major)
      : `${major}.${request.templateMinorVersion}`;
  switch (request.deploymentType) {
    case 'MINOR_VERSION':
      return given(currentMajor);
    case 'MAJOR_VERSION':
      return given(request.templateMajorVersion ?? recommendedVersion(model, template)?.split('.')[0]);
    default:
      return live?.version;
  }
}
