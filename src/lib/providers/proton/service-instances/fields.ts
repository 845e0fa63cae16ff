import type { CheckedField, FieldSchema } from '../../../model/resource-fields.ts';
import type { FieldProblem } from '../../../model/resource-operation.ts';
import { isResourceName } from '../names.ts';
import { isNull, memberOfNode, textOfNode } from './schema-check.ts';
import { readSpecText, type SpecNode } from './spec-text.ts';

/** `SpecContents` of the API's model (2020-07-20), in bytes. A field of a Slack form has 3,000 characters. */
const longestSpec = 51_200;

/** What a new service instance needs, by the members of CreateServiceInstance; the template's version is one field here. */
export const serviceInstanceFields: readonly FieldSchema[] = [
  { member: 'serviceName', optional: false, check: checkName },
  { member: 'name', optional: false, check: checkName },
  { member: 'templateVersion', optional: true, check: checkVersion },
  { member: 'spec', optional: false, check: checkSpec },
];

function checkName(text: string): CheckedField {
  const isName: boolean = isResourceName(text);
  if (isName) return { value: text };
  if (text.length > 100) return { problems: [`is ${text.length} characters long; at most 100 are allowed`] };
  return { problems: ['may contain only letters, digits, _ and -, and must start with a letter or digit'] };
}

function checkVersion(text: string): CheckedField {
  const isVersion = /^(?:0|[1-9]\d{0,9})(?:\.(?:0|[1-9]\d{0,9}))?$/u.test(text);
  return isVersion ? { value: text } : { problems: ['must be a major version, such as 1, or a version, such as 1.0'] };
}

function checkSpec(text: string): CheckedField {
  if (text.length > longestSpec)
    return { problems: [`is ${text.length} characters long; at most ${longestSpec} are allowed`] };
  const read = readSpecText(text);
  if ('problem' in read) return { problems: [read.problem] };
  const { root } = read;
  if (root.kind === 'unknown') return { value: text };
  if (textOfNode(memberOfNode(root, 'proton')) !== 'ServiceSpec')
    return { problems: ['must begin with the line "proton: ServiceSpec"'] };
  const instances = memberOfNode(root, 'instances');
  const isList = instances?.kind === 'unknown' || (instances?.kind === 'list' && instances.items.length > 0);
  return isList
    ? { value: text }
    : { problems: ['must have a list "instances" that contains the new service instance'] };
}

/** The new instance in a spec. */
export interface SpecInstance {
  /** Empty if unknown. */
  readonly environment: string;
  readonly inputs: SpecNode | undefined;
  readonly line: number;
}

/**
 * Finds the new instance in a spec that {@link serviceInstanceFields} has let through.
 *
 * @returns `undefined` if this reader cannot parse the spec: then the service checks it
 */
export function instanceIn(spec: string, name: string): SpecInstance | { readonly problem: string } | undefined {
  const read = readSpecText(spec);
  const instances = 'root' in read ? memberOfNode(read.root, 'instances') : undefined;
  if (instances?.kind !== 'list') return undefined;
  const found = instances.items.filter((item) => textOfNode(memberOfNode(item, 'name')) === name);
  const [instance] = found;
  if (instance === undefined) {
    // A name that YAML reads as a number, or that is written in another way, may be the right one.
    const names = instances.items.map((item) => textOfNode(memberOfNode(item, 'name')));
    const areKnown = names.every((known) => known !== undefined);
    return areKnown ? { problem: `has no instance named ${name}; it has ${names.join(', ')}` } : undefined;
  }
  if (found.length > 1) return { problem: `has two instances named ${name}` };
  const environment = memberOfNode(instance, 'environment');
  if (environment === undefined || isNull(environment)) {
    return { problem: `does not say in which environment ${name} is (line ${instance.line})` };
  }
  return { environment: textOfNode(environment) ?? '', inputs: memberOfNode(instance, 'spec'), line: instance.line };
}

/** The problems of fields in combination. The input has only fields that are valid on their own. */
export function problemsTogether({ name, spec }: Readonly<Record<string, unknown>>): readonly FieldProblem[] {
  if (typeof name !== 'string' || typeof spec !== 'string') return [];
  const instance = instanceIn(spec, name);
  return instance !== undefined && 'problem' in instance ? [{ member: 'spec', problem: instance.problem }] : [];
}
