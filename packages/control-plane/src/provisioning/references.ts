import { isMapping } from '../specs/yaml-text.ts';
import { type CloudFormationTemplate, NotCloudFormationError, shown } from './cloudformation-template.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const PSEUDO_PARAMETERS = new Set([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const FUNCTIONS = new Set([
  'Fn::And',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::Equals',
  'Fn::FindInMap',
  'Fn::GetAZs',
  'Fn::GetAtt',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Join',
  'Fn::Length',
  'Fn::Not',
  'Fn::Or',
  'Fn::Select',
  'Fn::Split',
  'Fn::Sub',
  'Fn::ToJsonString',
  'Fn::Transform',
]);
const MAXIMUM_PLACE = 300;
/** `${Name}` and `${Name.Attribute}`; `${!Literal}` stands for itself. */
export const SUB_VARIABLE = /\$\{([^{}]{0,255})\}/g;

/**
 * Whether every name that a template refers to is there, as CloudFormation checks it before it makes anything.
 * @throws NotCloudFormationError naming the place and the name
 */
export function checkReferences(template: CloudFormationTemplate): void {
  // What a macro adds is not known here, and its own functions neither.
  if (template.hasTransform) return;
  const names = new References(template);
  for (const { logicalId, declaration, condition } of template.resources) {
    const place = `Resources.${logicalId}`;
    names.condition(condition, place);
    names.resources(declaration['DependsOn'], `${place}.DependsOn`);
    const { DependsOn: _dependsOn, Condition: _condition, ...rest } = declaration;
    names.value(rest, place);
  }
  for (const [name, condition] of template.conditions) names.value(condition, `Conditions.${name}`);
  for (const { key, value, condition } of template.outputs) {
    names.condition(condition, `Outputs.${key}`);
    names.value(value, `Outputs.${key}.Value`);
  }
}

class References {
  readonly #template: CloudFormationTemplate;
  readonly #resources: ReadonlySet<string>;

  constructor(template: CloudFormationTemplate) {
    this.#template = template;
    this.#resources = new Set(template.resources.map(({ logicalId }) => logicalId));
  }

  value(value: unknown, place: string): void {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) this.value(item, `${place}.${index}`);
    if (!isMapping(value)) return;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined]] = entries;
    if (entries.length === 1) this.#call(name, argument, place);
    for (const [member, inside] of entries) this.value(inside, `${place}.${member}`);
  }

  condition(name: unknown, place: string): void {
    if (typeof name !== 'string' || this.#template.conditions.has(name)) return;
    throw new NotCloudFormationError(`${place.slice(0, MAXIMUM_PLACE)}: there is no condition ${shown(name)}`);
  }

  resources(names: unknown, place: string): void {
    for (const name of Array.isArray(names) ? names : [names]) {
      if (typeof name === 'string') this.#resource(name, place);
    }
  }

  #call(name: string, argument: unknown, place: string): void {
    const [first, second]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Ref':
        if (typeof argument === 'string') this.#name(argument, place);
        break;
      case 'Fn::GetAtt':
        if (typeof first === 'string') this.#resource(first, place);
        break;
      case 'Fn::If':
        this.condition(first, place);
        break;
      case 'Fn::Sub':
        if (typeof first === 'string') this.#substitution(first, isMapping(second) ? second : {}, place);
        break;
      case 'Condition':
        if (place.startsWith('Conditions.')) this.condition(argument, place);
        break;
      default:
        if (name.startsWith('Fn::') && !FUNCTIONS.has(name)) {
          throw new NotCloudFormationError(
            `${place.slice(0, MAXIMUM_PLACE)}: CloudFormation has no function ${shown(name)}`,
          );
        }
    }
  }

  #substitution(text: string, own: object, place: string): void {
    for (const [, inside = ''] of text.matchAll(SUB_VARIABLE)) {
      const name = inside.trim();
      if (inside.startsWith('!') || Object.hasOwn(own, name)) continue;
      const [logicalId = ''] = name.split('.');
      if (logicalId === name) this.#name(name, place);
      else this.#resource(logicalId, place);
    }
  }

  #name(name: string, place: string): void {
    if (!this.#template.parameters.has(name) && !PSEUDO_PARAMETERS.has(name)) this.#resource(name, place);
  }

  #resource(name: string, place: string): void {
    if (this.#resources.has(name)) return;
    throw new NotCloudFormationError(
      `${place.slice(0, MAXIMUM_PLACE)}: it refers to ${shown(name)}, which the template does not have`,
    );
  }
}
