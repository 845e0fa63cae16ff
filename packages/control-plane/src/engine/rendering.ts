import { createHash } from 'node:crypto';
import { RefusedBundleError, readManifest } from '../bundles/index.ts';
import { parseTemplate, renderTemplate, TemplateError } from '../jinja/index.ts';
import { arnOf, environmentSuffix, templateVersionSuffix } from '../model/arns.ts';
import { NotCloudFormationError, type SimulatedStack, simulateStack } from '../provisioning/index.ts';
import type { DeployableRecord, DeploymentRecord, DeploymentState, TemplateVersionRecord } from '../store/records.ts';
import { namespacesOf, type RenderingParts } from './namespaces.ts';
import { isSelfManaged } from './provisioning-method.ts';

/** What a deployment makes: the stack that its template declares, or why there can be none. */
export type RenderedStack =
  | { readonly stack: SimulatedStack | undefined; readonly refusal?: undefined }
  | { readonly refusal: string };

/** Of the name, and of the letters behind it. */
const STACK_NAME_CHARACTERS = 15;
const FILES = {
  ENVIRONMENT: 'infrastructure/cloudformation.yaml',
  SERVICE_INSTANCE: 'instance_infrastructure/cloudformation.yaml',
  SERVICE_PIPELINE: 'pipeline_infrastructure/cloudformation.yaml',
  COMPONENT: 'templateFile',
} as const;

/**
 * Renders the template of a deployment and reads what it declares.
 * @returns without a stack where nothing is known of the template, or another engine provisions
 */
export function renderedStack(
  parts: RenderingParts,
  record: DeployableRecord,
  deployment: DeploymentRecord,
): RenderedStack {
  const state = deployment.targetState ?? {};
  const version = versionOf(parts, record, state);
  const template = templateOf(record, state, version);
  if (template === undefined || isSelfManaged(parts, deployment)) return { stack: undefined };
  const owner = { region: parts.region, accountId: provisionedIn(parts, record) };
  const file = version?.cloudFormationFiles?.[partOf(record)] ?? FILES[record.kind];
  try {
    const parsed = parseTemplate(template);
    const text = parsed.isPlain ? template : renderTemplate(parsed, namespacesOf(parts, record, deployment, version));
    return { stack: simulateStack(text, stackNameOf(record), owner) };
  } catch (error) {
    if (error instanceof TemplateError)
      return { refusal: `The template could not be rendered: ${file}: ${error.message}.` };
    if (!(error instanceof NotCloudFormationError)) throw error;
    return { refusal: `CloudFormation cannot take the rendered template: ${file}: ${error.message}.` };
  }
}

type Part = 'environment' | 'serviceInstance' | 'pipeline';

function partOf({ kind }: DeployableRecord): Part {
  if (kind === 'ENVIRONMENT') return 'environment';
  return kind === 'SERVICE_PIPELINE' ? 'pipeline' : 'serviceInstance';
}

function versionOf(
  { region, store }: RenderingParts,
  { kind, accountId }: DeployableRecord,
  { templateName, templateMajorVersion = '', templateMinorVersion = '' }: DeploymentState,
): TemplateVersionRecord | undefined {
  if (templateName === undefined) return undefined;
  const templateKind = kind === 'ENVIRONMENT' ? 'environment' : 'service';
  const suffix = templateVersionSuffix(templateKind, templateName, templateMajorVersion, templateMinorVersion);
  return store.templateVersions.get(arnOf({ region, accountId }, suffix));
}

/** The CloudFormation template that the deployment puts in place, where it is known. */
function templateOf(
  record: DeployableRecord,
  state: DeploymentState,
  version: TemplateVersionRecord | undefined,
): string | undefined {
  if (record.kind === 'COMPONENT') {
    return isTerraform(record.manifest) ? undefined : state.templateFile;
  }
  return version?.cloudFormationTemplates?.[partOf(record)];
}

/** A manifest that was kept was checked, if only by an earlier release. */
function isTerraform(manifest: string | undefined): boolean {
  if (manifest === undefined) return false;
  try {
    return readManifest(manifest, 'manifest').language === 'terraform';
  } catch (error) {
    if (error instanceof RefusedBundleError) return false;
    throw error;
  }
}

/** The account that has the stack: what is in an environment is where that one is (ag-env-account-connections). */
function provisionedIn({ store, region }: RenderingParts, record: DeployableRecord): string {
  if (record.kind === 'SERVICE_PIPELINE') return record.accountId;
  const name = record.kind === 'ENVIRONMENT' ? record.name : record.environmentName;
  const environment = store.deployables.get(arnOf({ region, accountId: record.accountId }, environmentSuffix(name)));
  const found = record.kind === 'ENVIRONMENT' ? record : environment;
  return found?.kind === 'ENVIRONMENT' ? (found.environmentAccountId ?? found.accountId) : record.accountId;
}

/** As Proton's stacks were called, as far as it was seen (A49): `AWSProton-fargate-env-pro-cloudformation--MPDTYJAPBFYGPYF`. */
function stackNameOf(record: DeployableRecord): string {
  const name = provisionedNameOf(record).slice(0, STACK_NAME_CHARACTERS);
  const digest = createHash('sha256').update(`${record.arn} ${record.createdAtMs}`).digest();
  const letters = [...digest.subarray(0, STACK_NAME_CHARACTERS)].map((byte) => String.fromCharCode(65 + (byte % 26)));
  return `AWSProton-${name}-cloudformation--${letters.join('')}`;
}

function provisionedNameOf(record: DeployableRecord): string {
  if (record.kind === 'SERVICE_PIPELINE') return record.serviceName;
  return record.kind === 'SERVICE_INSTANCE' ? `${record.serviceName}-${record.name}` : record.name;
}
