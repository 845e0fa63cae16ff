import { RefusedBundleError, readManifest } from '../bundles/index.ts';
import { parseTemplate, TemplateError, withoutExpressions } from '../jinja/index.ts';
import { ValidationException } from '../model/errors.ts';
import { outlineProblem, templateProblem } from '../provisioning/index.ts';

/**
 * Checks what a component is made of: a manifest and a template, given as their contents (A31). Components are provisioned
 * with CloudFormation or Terraform (ag-components); of Terraform nothing is checked.
 *
 * @param manifest undefined for a component of a release that kept none
 * @throws ValidationException naming which of the two is wrong, and never what is in it, which is sensitive (A47)
 */
export function checkComponentFiles(manifest: string | undefined, templateFile: string | undefined): void {
  const language = manifest === undefined ? undefined : languageOf(manifest);
  if (language !== 'cloudformation' || templateFile === undefined) return;
  const problem = problemOf(templateFile);
  if (problem !== undefined) throw new ValidationException(`templateFile is no CloudFormation template: ${problem}.`);
}

/** With Jinja in it, only rendering can tell what it is; that it is Jinja can be told now. */
function problemOf(templateFile: string): string | undefined {
  try {
    const template = parseTemplate(templateFile);
    if (template.isPlain) return templateProblem(templateFile);
    const outline = withoutExpressions(template);
    return outline === undefined ? undefined : outlineProblem(outline);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

function languageOf(manifest: string): 'cloudformation' | 'terraform' {
  try {
    const { language } = readManifest(manifest, 'manifest');
    if (language !== 'codebuild') return language;
  } catch (error) {
    throw error instanceof RefusedBundleError ? new ValidationException(`${error.message}.`) : error;
  }
  throw new ValidationException('manifest: components cannot be provisioned with CodeBuild.');
}
