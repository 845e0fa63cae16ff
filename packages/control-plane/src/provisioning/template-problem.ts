import { isMapping, memberOf } from '../specs/yaml-text.ts';
import {
  NotCloudFormationError,
  readCloudFormationTemplate,
  readDocument,
  WITHOUT_RESOURCES,
} from './cloudformation-template.ts';
import { checkReferences } from './references.ts';

/**
 * What is wrong with a template that needs no rendering, as far as it can be told before it is deployed (A49).
 * @returns undefined when nothing is
 */
export function templateProblem(text: string): string | undefined {
  return reasonOf(() => checkReferences(readCloudFormationTemplate(text)));
}

/**
 * Whether a template whose expressions were left out has the mapping of resources.
 * @returns undefined when it has, and when it cannot be read: that depends on what the expressions print
 */
export function outlineProblem(text: string): string | undefined {
  let document: unknown;
  if (reasonOf(() => (document = readDocument(text))) !== undefined) return undefined;
  return isMapping(document) && isMapping(memberOf(document, 'Resources')) ? undefined : WITHOUT_RESOURCES;
}

function reasonOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof NotCloudFormationError) return error.message;
    throw error;
  }
}
