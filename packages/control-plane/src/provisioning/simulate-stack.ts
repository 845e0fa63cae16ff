import type { Owner } from '../model/arns.ts';
import { readCloudFormationTemplate } from './cloudformation-template.ts';
import { identifierOf } from './identifiers.ts';
import { evaluate } from './intrinsic-functions.ts';

/** The resources and outputs of a stack, in the shapes of the API. */
export interface SimulatedStack {
  readonly resources: readonly SimulatedResource[];
  readonly outputs: readonly SimulatedOutput[];
}
interface SimulatedResource {
  readonly name: string;
  readonly identifier: string;
  readonly provisioningEngine: 'CLOUDFORMATION';
}
interface SimulatedOutput {
  readonly key: string;
  readonly valueString: string;
}

/** Lengths by the API model. */
const MAXIMUM_NAME = 200;
const MAXIMUM_OUTPUT = 1024;

/**
 * What CloudFormation would have made of a template: the resources by their true logical ids, the outputs by their true
 * keys. Nothing is provisioned, so identifiers and values are made up, always the same ones from the same template.
 *
 * @param templateText in YAML or JSON, rendered
 * @throws NotCloudFormationError with the reason
 */
export function simulateStack(templateText: string, stackName: string, owner: Owner): SimulatedStack {
  const template = readCloudFormationTemplate(templateText);
  const stack = { stackName, owner };
  return {
    resources: template.resources.map((resource) => ({
      name: resource.logicalId.slice(0, MAXIMUM_NAME),
      identifier: identifierOf(resource, stack),
      provisioningEngine: 'CLOUDFORMATION',
    })),
    outputs: template.outputs.map(({ key, value }) => ({
      key: key.slice(0, MAXIMUM_OUTPUT),
      // An output must have a value; one whose value is empty, or cannot be told, has its key for one.
      valueString: (evaluate(value, template, stack) || key).slice(0, MAXIMUM_OUTPUT),
    })),
  };
}
