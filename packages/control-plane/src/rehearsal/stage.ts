import { type ControlPlane, createControlPlane } from '../control-plane.ts';
import type { TemplateKind } from '../model/arns.ts';
import { ProtonError } from '../model/errors.ts';
import { isMapping, memberOf } from '../specs/yaml-text.ts';
import { createSettlingClock } from './settling-clock.ts';

/** How a deployment went: what its stack has, or why there is none. */
export type Ending =
  | { readonly resources: number; readonly outputs: readonly Output[]; readonly refusal?: undefined }
  | { readonly refusal: string };

/** An output as the API lists it. */
export interface Output {
  readonly key: string;
  readonly valueString: string;
}

const ROLE_ARN = 'arn:aws:iam::123456789012:role/Rehearsal';
const CONNECTION_ARN = 'arn:aws:codestar-connections:eu-central-1:123456789012:connection/rehearsal';
const STAND_IN = { repositoryProvider: 'GITHUB', repositoryName: 'rehearsal/environment', branch: 'main' } as const;
const VERSION = { majorVersion: '1', minorVersion: '0' };

/** A control plane for one rehearsal, on which everything happens at once, and with which nobody else has to do. */
export class Stage {
  readonly #clock = createSettlingClock();
  readonly #archives = new Map<string, Uint8Array>();
  readonly #plane: ControlPlane;

  constructor() {
    let count = 0;
    this.#plane = createControlPlane({
      clock: this.#clock,
      random: {
        uuid: () => {
          count += 1;
          return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
        },
      },
      region: 'eu-central-1',
      accountId: '123456789012',
      emit: () => undefined,
      bundles: { read: (_bucket, key) => this.#archives.get(key) },
    });
    this.#plane.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  }

  /** @returns why the bundle is refused, or undefined when its version is published */
  register(
    kind: TemplateKind,
    name: string,
    archive: Uint8Array,
    provisioning?: 'CUSTOMER_MANAGED',
  ): string | undefined {
    const word = kind === 'environment' ? 'Environment' : 'Service';
    const managed = kind === 'environment' ? { provisioning } : { pipelineProvisioning: provisioning };
    this.#archives.set(name, archive);
    this.#plane.call(`Create${word}Template`, { name, ...(provisioning !== undefined && managed) });
    this.#plane.call(`Create${word}TemplateVersion`, {
      templateName: name,
      source: { s3: { bucket: 'rehearsal', key: name } },
      ...(kind === 'service' && {
        compatibleEnvironmentTemplates: [{ templateName: 'environment', majorVersion: '1' }],
        supportedComponentSources: ['DIRECTLY_DEFINED'],
      }),
    });
    return this.#publish(word, name);
  }

  /** Makes a template for environments whose outputs are the inputs of their spec. */
  registerStandIn(): string | undefined {
    const schema = `schema: {format: {openapi: "3.0.0"}, environment_input_type: Given, types: {Given: {type: object, additionalProperties: true, properties: {name: {type: string}}}}}\n`;
    const { repositoryProvider: provider, repositoryName } = STAND_IN;
    this.#plane.call('CreateEnvironmentTemplate', { name: 'environment', provisioning: 'CUSTOMER_MANAGED' });
    this.#plane.call('CreateRepository', { provider, name: repositoryName, connectionArn: CONNECTION_ARN });
    const sync = { templateName: 'environment', templateType: 'ENVIRONMENT', ...STAND_IN };
    this.#plane.call('CreateTemplateSyncConfig', sync);
    const files = { 'environment/v1/schema/schema.yaml': schema };
    this.#plane.push({ provider, repositoryName, branch: STAND_IN.branch, files });
    return this.#publish('Environment', 'environment');
  }

  deployEnvironment(name: string, spec: string, isCustomerManaged: boolean): Ending {
    return refusable(() => {
      this.#plane.call('CreateEnvironment', {
        name,
        templateName: 'environment',
        templateMajorVersion: '1',
        spec,
        ...(!isCustomerManaged && { protonServiceRoleArn: ROLE_ARN }),
      });
      this.#clock.settle();
      const environment = this.#get('GetEnvironment', { name });
      return this.#ending(environment, 'Environment', { environmentName: name });
    });
  }

  /** @returns how each instance, and the pipeline if there is one, has ended */
  deployService(name: string, spec: string, withPipeline: boolean): readonly (readonly [what: string, Ending])[] {
    const repository = {
      repositoryConnectionArn: CONNECTION_ARN,
      repositoryId: 'rehearsal/service',
      branchName: 'main',
    };
    const refused = refusable(() => {
      this.#plane.call('CreateService', {
        name,
        templateName: 'service',
        templateMajorVersion: '1',
        spec,
        ...(withPipeline && repository),
      });
      this.#clock.settle();
      return { resources: 0, outputs: [] };
    });
    if (refused.refusal !== undefined) return [['service', refused]];
    const instances = this.#plane.call('ListServiceInstances', { serviceName: name })['serviceInstances'];
    const endings = (Array.isArray(instances) ? instances : []).map((instance): [string, Ending] => {
      const serviceInstanceName = textIn(instance, 'name');
      const record = this.#get('GetServiceInstance', { serviceName: name, name: serviceInstanceName });
      const named = { serviceName: name, serviceInstanceName };
      return [`service instance ${serviceInstanceName}`, this.#ending(record, 'ServiceInstance', named)];
    });
    const pipeline = memberOf(this.#get('GetService', { name }), 'pipeline');
    return pipeline === undefined
      ? endings
      : [...endings, ['pipeline', this.#ending(pipeline, 'ServicePipeline', { serviceName: name })]];
  }

  #publish(word: 'Environment' | 'Service', templateName: string): string | undefined {
    this.#clock.settle();
    const version = { templateName, ...VERSION };
    const registered = this.#get(`Get${word}TemplateVersion`, version);
    if (textIn(registered, 'status') !== 'DRAFT') return textIn(registered, 'statusMessage');
    this.#plane.call(`Update${word}TemplateVersion`, { ...version, status: 'PUBLISHED' });
    return undefined;
  }

  #ending(record: unknown, kind: string, name: object): Ending {
    const status = textIn(record, 'deploymentStatus');
    if (status !== 'SUCCEEDED') return { refusal: textIn(record, 'deploymentStatusMessage') || `It is ${status}.` };
    const resources = this.#plane.call(`List${kind}ProvisionedResources`, name)['provisionedResources'];
    const outputs = this.#plane.call(`List${kind}Outputs`, name)['outputs'];
    return {
      resources: Array.isArray(resources) ? resources.length : 0,
      outputs: (Array.isArray(outputs) ? outputs : []).map((output: unknown) => ({
        key: textIn(output, 'key'),
        valueString: textIn(output, 'valueString'),
      })),
    };
  }

  #get(operation: string, input: object): Readonly<Record<string, unknown>> {
    const [value] = Object.values(this.#plane.call(operation, input));
    return isMapping(value) ? value : {};
  }
}

function textIn(value: unknown, name: string): string {
  const member = isMapping(value) ? memberOf(value, name) : undefined;
  return typeof member === 'string' ? member : '';
}

function refusable(run: () => Ending): Ending {
  try {
    return run();
  } catch (error) {
    if (error instanceof ProtonError) return { refusal: error.message };
    throw error;
  }
}
