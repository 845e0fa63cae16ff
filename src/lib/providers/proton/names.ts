import type { ConnectionReference, DeploymentReference } from '../../model/reference.ts';

/** The kinds of target that Proton deploys to. */
export type ProtonTargetKind = 'environment' | 'serviceInstance' | 'servicePipeline' | 'component';

/** The name of this back end in rules, references and the trail. */
export const providerName = 'proton';

/** The pattern of `ResourceName`, including its length (AWS Proton API 2020-07-20, model constraint). */
const resourceName = '[0-9A-Za-z][0-9A-Za-z_-]{0,99}';
const resourceNamePattern = new RegExp(`^${resourceName}$`);
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const uuidPattern = new RegExp(`^${uuid}$`);
const arnPattern = /^arn:(?:aws|aws-cn|aws-us-gov):proton:([a-z]{2}(?:-[a-z]+)+-\d+):(\d{12}):(.+)$/;

const resourcePatterns: readonly { readonly pattern: RegExp; readonly kind: ProtonTargetKind }[] = [
  { pattern: new RegExp(`^environment/(${resourceName})$`), kind: 'environment' },
  { pattern: new RegExp(`^service/(${resourceName})/service-instance/(${resourceName})$`), kind: 'serviceInstance' },
  // AWS's own documentation prints the pipeline's ARN with and without an id at its end (assumption A21).
  { pattern: new RegExp(`^service/(${resourceName})/pipeline(?:/[0-9a-f-]+)?$`), kind: 'servicePipeline' },
  { pattern: new RegExp(`^component/(${resourceName})$`), kind: 'component' },
];
const connectionPattern = new RegExp(`^environment-account-connection/(${uuid})$`);

export function isResourceName(value: unknown): value is string {
  return typeof value === 'string' && resourceNamePattern.test(value);
}

/** The form of `DeploymentId` and `EnvironmentAccountConnectionId`. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuidPattern.test(value);
}

/** The account and Region in an ARN; empty strings if it is no Proton ARN. */
export function partsOfArn(arn: string): { readonly region: string; readonly account: string } {
  const [, region = '', account = ''] = arnPattern.exec(arn) ?? [];
  return { region, account };
}

/** A pipeline has one item, with either of its two ARN forms (assumption A21). */
export function canonicalArn(arn: string): string {
  return arn.replace(/(:service\/[^/]+\/pipeline)\/[0-9a-f-]+$/, '$1');
}

/**
 * The reference of the ARN of a target or a connection.
 *
 * @returns `undefined` for an ARN of something else (a template, a service), and for what is no Proton ARN
 */
export function referenceOf(arn: string): DeploymentReference | ConnectionReference | undefined {
  const resource = arnPattern.exec(arn)?.[3];
  if (resource === undefined) return undefined;
  const target = canonicalArn(arn);
  const connection = connectionPattern.exec(resource);
  if (connection?.[1]) return { on: 'connection', provider: providerName, id: connection[1], target };
  for (const { pattern, kind } of resourcePatterns) {
    const [, first, second] = pattern.exec(resource) ?? [];
    if (first === undefined) continue;
    const name = second === undefined ? first : `${first}/${second}`;
    return { on: 'deployment', provider: providerName, kind, name, target };
  }
  return undefined;
}

/** The two names of a service instance's reference. */
export function splitInstanceName(name: string): { readonly serviceName: string; readonly instanceName: string } {
  const [serviceName = '', instanceName = ''] = name.split('/');
  return { serviceName, instanceName };
}

const kindsByPrefix: ReadonlyMap<string, ProtonTargetKind> = new Map([
  ['environment', 'environment'],
  ['instance', 'serviceInstance'],
  ['pipeline', 'servicePipeline'],
  ['component', 'component'],
]);

/**
 * What a person may mean: `prod-eu` (an environment, else a component), `orders/api` (a service instance),
 * `orders/pipeline`, or a kind in front: `pipeline:orders`, `component:cache`, `environment:prod-eu`; or a full ARN.
 *
 * @returns best guess first; empty when it cannot be the name of anything
 */
export function candidates(typedName: string): readonly DeploymentReference[] {
  const typed = typedName.trim();
  if (typed.startsWith('arn:')) {
    const reference = referenceOf(typed);
    return reference?.on === 'deployment' ? [reference] : [];
  }
  const colon = typed.indexOf(':');
  if (colon >= 0) {
    const kind = kindsByPrefix.get(typed.slice(0, colon));
    return kind === undefined ? [] : references([kind], typed.slice(colon + 1));
  }
  if (!typed.includes('/')) return references(['environment', 'component'], typed);
  const { serviceName, instanceName } = splitInstanceName(typed);
  const pipeline = instanceName === 'pipeline' ? references(['servicePipeline'], serviceName) : [];
  return [...references(['serviceInstance'], typed), ...pipeline];
}

/** Connections that a person may mean by an id, or by an ARN. */
export function connectionCandidates(typedId: string): readonly ConnectionReference[] {
  const typed = typedId.trim();
  const reference = typed.startsWith('arn:') ? referenceOf(typed) : undefined;
  if (reference !== undefined) return reference.on === 'connection' ? [reference] : [];
  return isUuid(typed) ? [{ on: 'connection', provider: providerName, id: typed }] : [];
}

function references(kinds: readonly ProtonTargetKind[], name: string): readonly DeploymentReference[] {
  return kinds.flatMap((kind) => {
    const parts = name.split('/');
    const expectedParts = kind === 'serviceInstance' ? 2 : 1;
    const isName = parts.length === expectedParts && parts.every((part) => isResourceName(part));
    return isName ? [{ on: 'deployment', provider: providerName, kind, name } as const] : [];
  });
}
