import { parseTemplate, TemplateError } from '../jinja/index.ts';
import { templateProblem } from '../provisioning/index.ts';
import { isMapping, type Mapping, memberOf, readYaml, UnreadableYamlError } from '../specs/yaml-text.ts';
import type { BundleFiles } from './read-bundle.ts';
import { RefusedBundleError } from './refusal.ts';
import { textOf } from './text-files.ts';

const TERRAFORM_FILE = '.tf';

/** How the infrastructure of one directory is provisioned. */
export type InfrastructureTemplate =
  | { readonly language: 'cloudformation'; readonly text: string; readonly path: string }
  | { readonly language: 'terraform' | 'codebuild' };

/**
 * Reads the manifest of an infrastructure directory and finds the templates it names
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-wrap-up.html).
 *
 * @param directory such as `instance_infrastructure`
 * @throws RefusedBundleError naming file and member
 */
export function readInfrastructure(files: BundleFiles, directory: string): InfrastructureTemplate {
  const path = `${directory}/manifest.yaml`;
  const { language, file } = readManifest(textOf(files, path), path);
  if (language === 'codebuild') return { language };
  if (language === 'terraform' && file === '*') {
    const templates = [...files.keys()].filter(
      (name) => name.startsWith(`${directory}/`) && name.endsWith(TERRAFORM_FILE),
    );
    if (templates.length === 0) throw new RefusedBundleError(`${directory} has no ${TERRAFORM_FILE} file`);
    for (const name of templates) textOf(files, name);
    return { language };
  }
  const templatePath = `${directory}/${file}`;
  const text = textOf(files, templatePath);
  if (language === 'terraform') return { language };
  checkTemplate(text, templatePath);
  return { language, text, path: templatePath };
}

function checkTemplate(text: string, path: string): void {
  try {
    // With Jinja in it, it need not be YAML before it is rendered.
    const problem = parseTemplate(text).isPlain ? templateProblem(text) : undefined;
    if (problem !== undefined) throw new RefusedBundleError(`${path}: ${problem}`);
  } catch (error) {
    throw error instanceof TemplateError ? new RefusedBundleError(`${path}: ${error.message}`) : error;
  }
}

/** What a manifest says: how infrastructure is provisioned, and from which file. */
export type Manifest =
  | { readonly language: 'cloudformation' | 'terraform'; readonly file: string }
  | { readonly language: 'codebuild'; readonly file?: undefined };

/**
 * Reads a manifest, of a bundle's directory or of a component.
 * @param path where it is, for the refusal
 * @throws RefusedBundleError naming file and member
 */
export function readManifest(text: string, path: string): Manifest {
  const template = onlyTemplate(text, path);
  const engine = memberOf(template, 'rendering_engine');
  if (engine === 'codebuild') {
    checkSettings(template, path);
    return { language: 'codebuild' };
  }
  const expected = engine === 'jinja' ? 'cloudformation' : 'terraform';
  if (engine !== 'jinja' && engine !== 'hcl') {
    throw new RefusedBundleError(`${path}: rendering_engine must be jinja, hcl or codebuild`);
  }
  if (memberOf(template, 'template_language') !== expected) {
    throw new RefusedBundleError(`${path}: with rendering_engine ${engine}, template_language must be ${expected}`);
  }
  const file = memberOf(template, 'file');
  if (typeof file !== 'string') throw new RefusedBundleError(`${path}: "file" must name a template file`);
  return { language: expected, file };
}

/** One template file to a manifest; for Terraform the one may be `*`. */
function onlyTemplate(text: string, path: string): Mapping {
  const manifest = mappingIn(text, path);
  const infrastructure = memberOf(manifest, 'infrastructure');
  const templates = isMapping(infrastructure) ? memberOf(infrastructure, 'templates') : undefined;
  if (!Array.isArray(templates)) {
    throw new RefusedBundleError(`${path}: infrastructure.templates must be a list`);
  }
  const [template, ...others]: unknown[] = templates;
  if (!isMapping(template) || others.length > 0) {
    throw new RefusedBundleError(`${path}: infrastructure.templates must have exactly one item`);
  }
  return template;
}

function mappingIn(text: string, path: string): Mapping {
  try {
    const value = readYaml(text);
    if (isMapping(value)) return value;
  } catch (error) {
    if (!(error instanceof UnreadableYamlError)) throw error;
    throw new RefusedBundleError(`${path} is not valid YAML (${error.message})`);
  }
  throw new RefusedBundleError(`${path} is not a mapping`);
}

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-infrastructure-tmp-files-codebuild.html */
function checkSettings(template: Mapping, path: string): void {
  const settings = memberOf(template, 'settings');
  if (!isMapping(settings)) throw new RefusedBundleError(`${path}: rendering_engine codebuild needs "settings"`);
  for (const name of ['provision', 'deprovision']) {
    const commands = memberOf(settings, name);
    const isList = Array.isArray(commands) && commands.every((command) => typeof command === 'string');
    if (!isList) throw new RefusedBundleError(`${path}: settings.${name} must be a list of commands`);
  }
}
