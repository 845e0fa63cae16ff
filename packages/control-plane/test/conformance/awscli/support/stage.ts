import { randomUUID } from 'node:crypto';
import { type ControlPlane, createControlPlane } from '../../../../src/index.ts';
import { type RunningServer, startServer } from '../../../support/server.ts';
import { createVirtualClock } from '../../../support/virtual-clock.ts';

/** The examples print this in the place of a region, and the control plane takes it for one. */
export const REGION = 'region-id';
export const ACCOUNT = '123456789012';
export const CONNECTION_ARN = `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4-5678-90ab-cdef-EXAMPLE`;
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service-role/ProtonServiceRole`;

/** A control plane on the wire whose time stands still until it is told to go on. */
export interface Stage {
  readonly server: RunningServer;
  readonly plane: ControlPlane;
  /** What the control plane last answered on the wire. */
  readonly lastAnswer: () => Readonly<Record<string, unknown>>;
  /** @param time such as `2021-04-02T21:29:59.962`, in UTC */
  goTo(time: string): void;
  /** Ends everything that is under way. */
  settle(): void;
}

export async function startStage(): Promise<Stage> {
  const clock = createVirtualClock(Date.parse('2020-11-01T00:00:00Z'));
  const inner = createControlPlane({
    clock,
    random: { uuid: () => randomUUID() },
    region: REGION,
    accountId: ACCOUNT,
    emit: () => undefined,
  });
  let lastAnswer: Readonly<Record<string, unknown>> = {};
  const plane: ControlPlane = {
    ...inner,
    call(...call) {
      lastAnswer = inner.call(...call);
      return lastAnswer;
    },
  };
  return {
    server: await startServer({ plane }),
    plane,
    lastAnswer: () => lastAnswer,
    goTo: (time) => clock.advanceTo(Date.parse(`${time}Z`)),
    settle: () => clock.settle(),
  };
}

/** An environment, and a service template with the published versions 1.0 and 1.1 that fits it. */
export function prepareTemplates(stage: Stage, serviceTemplate: string, environmentName: string): void {
  const { plane, settle } = stage;
  const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
  const compatibleEnvironmentTemplates = [{ templateName: 'environments', majorVersion: '1' }];
  plane.call('CreateEnvironmentTemplate', { name: 'environments' });
  plane.call('CreateEnvironmentTemplateVersion', { templateName: 'environments', source });
  plane.call('CreateServiceTemplate', { name: serviceTemplate });
  for (const majorVersion of [undefined, '1']) {
    plane.call('CreateServiceTemplateVersion', {
      templateName: serviceTemplate,
      ...(majorVersion !== undefined && { majorVersion }),
      source,
      compatibleEnvironmentTemplates,
    });
  }
  settle();
  const published = { majorVersion: '1', status: 'PUBLISHED' };
  plane.call('UpdateEnvironmentTemplateVersion', { ...published, templateName: 'environments', minorVersion: '0' });
  for (const minorVersion of ['0', '1']) {
    plane.call('UpdateServiceTemplateVersion', { ...published, templateName: serviceTemplate, minorVersion });
  }
  plane.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  plane.call('CreateEnvironment', {
    name: environmentName,
    templateName: 'environments',
    templateMajorVersion: '1',
    spec: 'proton: EnvironmentSpec\nspec:\n  my_sample_input: hello\n',
    protonServiceRoleArn: ROLE_ARN,
  });
  settle();
}

interface ServiceToCreate {
  readonly name: string;
  readonly template: string;
  readonly minorVersion: string;
  readonly connection: string;
  readonly spec: string;
}

export function createService(stage: Stage, { name, template, minorVersion, connection, spec }: ServiceToCreate): void {
  stage.plane.call('CreateService', {
    name,
    templateName: template,
    templateMajorVersion: '1',
    templateMinorVersion: minorVersion,
    branchName: 'mainline',
    repositoryConnectionArn: `${CONNECTION_ARN}${connection}`,
    repositoryId: 'myorg/myapp',
    spec,
  });
}
