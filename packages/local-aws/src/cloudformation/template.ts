import { isJsonObject } from '../json.ts';
import { validationError } from './errors.ts';
import type { TemplateResource } from './stack.ts';

/** Where a template is no JSON, or lies elsewhere: a stack has one resource then. */
const someResource: readonly TemplateResource[] = [
  { logicalId: 'Resource', type: 'AWS::CloudFormation::WaitConditionHandle' },
];

/**
 * The resources of a template, in their order. Only their names and types matter here, and only those of JSON are read.
 *
 * @throws AwsError ValidationError where it is JSON and no template
 */
export function resourcesOf(templateBody: string | undefined): readonly TemplateResource[] {
  if (templateBody === undefined || !templateBody.trimStart().startsWith('{')) return someResource;
  let template: unknown;
  try {
    template = JSON.parse(templateBody);
  } catch {
    throw validationError('Template format error: JSON not well-formed.');
  }
  const resources = isJsonObject(template) ? template['Resources'] : undefined;
  if (!isJsonObject(resources) || Object.keys(resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  return Object.entries(resources).map(([logicalId, resource]) => {
    const type = isJsonObject(resource) ? resource['Type'] : undefined;
    if (typeof type !== 'string') {
      throw validationError(
        `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
      );
    }
    return { logicalId, type };
  });
}
