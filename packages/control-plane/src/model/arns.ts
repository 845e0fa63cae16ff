/** Where resources live: the region of the control plane and the account that owns them. */
export interface Owner {
  readonly region: string;
  readonly accountId: string;
}

export type TemplateKind = 'environment' | 'service';

/**
 * ARN of a Proton resource.
 *
 * Formats: the `aws.api#arn` traits of the API model; for pipelines, components and repositories see A21 and A22.
 * @param suffix everything behind the account id, such as `environment/prod`
 */
export function arnOf(owner: Owner, suffix: string): string {
  return `arn:aws:proton:${owner.region}:${owner.accountId}:${suffix}`;
}

export const environmentSuffix = (name: string): string => `environment/${name}`;
export const serviceSuffix = (name: string): string => `service/${name}`;
export const serviceInstanceSuffix = (serviceName: string, name: string): string =>
  `service/${serviceName}/service-instance/${name}`;
export const servicePipelineSuffix = (serviceName: string): string => `service/${serviceName}/pipeline`;
export const componentSuffix = (name: string): string => `component/${name}`;
export const deploymentSuffix = (id: string): string => `deployment/${id}`;
export const connectionSuffix = (id: string): string => `environment-account-connection/${id}`;
export const templateSuffix = (kind: TemplateKind, name: string): string => `${kind}-template/${name}`;
export const templateVersionSuffix = (kind: TemplateKind, name: string, major: string, minor: string): string =>
  `${kind}-template/${name}:${major}.${minor}`;
export const repositorySuffix = (provider: string, name: string): string =>
  `repository/${provider.toLowerCase()}:${name}`;
