import type { Owner } from '../model/arns.ts';
import { NotCloudFormationError, readCloudFormationTemplate, type TemplateOutput } from './cloudformation-template.ts';
import { Evaluation } from './intrinsic-functions.ts';
import { checkReferences } from './references.ts';

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
  /** May be empty, for templates that name it; the API cannot show such an output. */
  readonly valueString: string;
}

/** Lengths by the API model. */
const MAXIMUM_NAME = 200;
const MAXIMUM_OUTPUT = 1024;

/**
 * What CloudFormation would have made of a template: the resources by their true logical ids, the outputs by their true
 * keys, without those whose condition does not hold. Nothing is provisioned: what the account would give, such as an
 * identifier, is made up in the form of its type, always the same from the same template (A49).
 *
 * @param templateText in YAML or JSON, rendered
 * @throws NotCloudFormationError with the reason for which CloudFormation would refuse it
 */
export function simulateStack(templateText: string, stackName: string, owner: Owner): SimulatedStack {
  const template = readCloudFormationTemplate(templateText);
  checkReferences(template);
  if (template.resources.length === 0) throw new NotCloudFormationError('"Resources" has no resource');
  const evaluation = new Evaluation(template, { stackName, owner });
  return {
    resources: template.resources.flatMap(({ logicalId, condition }) => {
      if (!evaluation.holds(condition)) return [];
      const identifier = evaluation.resource(logicalId).ref;
      return [{ name: logicalId.slice(0, MAXIMUM_NAME), identifier, provisioningEngine: 'CLOUDFORMATION' as const }];
    }),
    outputs: template.outputs.flatMap((output) =>
      evaluation.holds(output.condition) ? [{ key: output.key, valueString: valueOf(evaluation, output) }] : [],
    ),
  };
}

function valueOf(evaluation: Evaluation, { key, value }: TemplateOutput): string {
  try {
    return evaluation.text(value)?.slice(0, MAXIMUM_OUTPUT) ?? '';
  } catch (error) {
    if (!(error instanceof NotCloudFormationError)) throw error;
    throw new NotCloudFormationError(`Outputs.${key}.Value: ${error.message}`);
  }
}
