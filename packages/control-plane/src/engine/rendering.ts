import { RefusedBundleError, readManifest } from '../bundles/index.ts';
import { parseTemplate, renderTemplate, TemplateError } from '../jinja/index.ts';
import { arnOf, templateVersionSuffix } from '../model/arns.ts';
import { NotCloudFormationError, type SimulatedStack, simulateStack } from '../provisioning/index.ts';
import type { DeployableRecord, DeploymentRecord, DeploymentState, TemplateVersionRecord } from '../store/records.ts';
import { namespacesOf, type RenderingParts } from './namespaces.ts';
import { isSelfManaged } from './provisioning-method.ts';

/** What a deployment makes: the stack that its template declares, or why there can be none. */
export type RenderedStack =
  | { readonly stack: SimulatedStack | undefined; readonly refusal?: undefined }
  | { readonly refusal: string };

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
  const owner = { region: parts.region, accountId: record.accountId };
  const file = version?.cloudFormationFiles?.[partOf(record)] ?? FILES[record.kind];
  try {
    const parsed = parseTemplate(template);
    const text = parsed.isPlain ? template : renderTemplate(parsed, namespacesOf(parts, record, deployment, version));
    return { stack: simulateStack(text, stackNameOf(record), owner) };
  } catch (error) {
    if (error instanceof TemplateError)
      return { refusal: `The template could not be rendered: ${file}: ${error.message}.` };
    if (!(error instanceof NotCloudFormationError)) throw error;
    return { refusal: `The rendered template is no CloudFormation template: ${file}: ${error.message}.` };
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

/** Stacks are called `AWSProton-…` after what they are for. */
function stackNameOf(record: DeployableRecord): string {
  switch (record.kind) {
    case 'ENVIRONMENT':
    case 'COMPONENT':
      return `AWSProton-${record.name}`;
    case 'SERVICE_INSTANCE':
      return `AWSProton-${record.serviceName}-${record.name}`;
    case 'SERVICE_PIPELINE':
      return `AWSProton-${record.serviceName}-pipeline`;
  }
}
