import { isMapping } from '../specs/yaml-text.ts';
import { type CloudFormationTemplate, scalarText, type TemplateResource } from './cloudformation-template.ts';
import { arnOfResource, identifierOf, type StackName, stackIdOf } from './identifiers.ts';

/** Longer texts than an output may have are not worth making. */
const MAXIMUM_TEXT = 4096;
const MAXIMUM_DEPTH = 20;

/**
 * The text that a value of a template comes to
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html). What cannot be
 * known without the account, such as an attribute or an import, becomes a text that says what it stands for.
 */
export function evaluate(value: unknown, template: CloudFormationTemplate, stack: StackName): string {
  return new Evaluation(template, stack).text(value, MAXIMUM_DEPTH).slice(0, MAXIMUM_TEXT);
}

class Evaluation {
  readonly #template: CloudFormationTemplate;
  readonly #stack: StackName;
  readonly #resources: ReadonlyMap<string, TemplateResource>;

  constructor(template: CloudFormationTemplate, stack: StackName) {
    this.#template = template;
    this.#stack = stack;
    this.#resources = new Map(template.resources.map((resource) => [resource.logicalId, resource]));
  }

  text(value: unknown, levelsLeft: number): string {
    if (value === undefined || value === null || levelsLeft === 0) return '';
    if (Array.isArray(value)) return this.#texts(value, levelsLeft).join(',');
    if (!isMapping(value)) return scalarText(value).slice(0, MAXIMUM_TEXT);
    const [[name, argument] = ['', undefined]] = Object.entries(value);
    return this.#call(name, argument, levelsLeft - 1).slice(0, MAXIMUM_TEXT);
  }

  #texts(values: readonly unknown[], levelsLeft: number): string[] {
    return values.slice(0, MAXIMUM_TEXT).map((value) => this.text(value, levelsLeft - 1));
  }

  #call(name: string, argument: unknown, levelsLeft: number): string {
    const list: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Ref':
        return this.#reference(this.text(argument, levelsLeft));
      case 'Fn::GetAtt':
        return this.#attribute(this.text(list[0], levelsLeft), this.#texts(list.slice(1), levelsLeft).join('.'));
      case 'Fn::Sub':
        return this.#substitute(this.text(list[0], levelsLeft), list[1], levelsLeft);
      case 'Fn::Join':
        return this.#list(list[1], levelsLeft).join(this.text(list[0], levelsLeft));
      case 'Fn::Select':
        return this.#list(list[1], levelsLeft)[Number(this.text(list[0], levelsLeft))] ?? '';
      case 'Fn::If':
        return this.text(list[1], levelsLeft);
      case 'Fn::Base64':
        return Buffer.from(this.text(argument, levelsLeft)).toString('base64');
      default:
        return this.#list({ [name]: argument }, levelsLeft).join(',');
    }
  }

  /** The functions that give lists; of others the names of their arguments. */
  #list(value: unknown, levelsLeft: number): string[] {
    if (levelsLeft <= 0) return [];
    if (Array.isArray(value)) return this.#texts(value, levelsLeft);
    const [[name, argument] = ['', undefined]] = isMapping(value) ? Object.entries(value) : [];
    const list: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Fn::Split':
        return this.text(list[1], levelsLeft - 1).split(this.text(list[0], levelsLeft - 1));
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${this.#stack.owner.region}${zone}`);
      case 'Ref':
        return this.text(value, levelsLeft).split(',');
      case 'Fn::ImportValue':
      case 'Fn::FindInMap':
      case 'Fn::Cidr':
      case 'Fn::Transform':
        return [this.#texts(list, levelsLeft).join('-')];
      default:
        return isMapping(value) ? [] : [this.text(value, levelsLeft)];
    }
  }

  /** A resource, a parameter or a pseudo parameter; an unknown name stands for itself. */
  #reference(name: string): string {
    const resource = this.#resources.get(name);
    if (resource !== undefined) return identifierOf(resource, this.#stack);
    return this.#template.parameters.get(name) ?? this.#pseudoParameter(name) ?? name;
  }

  #pseudoParameter(name: string): string | undefined {
    const { owner, stackName } = this.#stack;
    switch (name) {
      case 'AWS::AccountId':
        return owner.accountId;
      case 'AWS::Region':
        return owner.region;
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return stackIdOf(this.#stack);
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::NoValue':
        return '';
      default:
        return undefined;
    }
  }

  #attribute(logicalId: string, attribute: string): string {
    const resource = this.#resources.get(logicalId);
    if (resource === undefined) return `${logicalId}.${attribute}`;
    if (attribute.endsWith('Arn')) return arnOfResource(resource, this.#stack);
    const identifier = identifierOf(resource, this.#stack);
    const isIdentifier = attribute.endsWith('Id') || (attribute.endsWith('Name') && attribute !== 'DNSName');
    return isIdentifier ? identifier : `${identifier}.${attribute}`;
  }

  /** `${Name}`, `${Name.Attribute}` and `${!Literal}`, and the names of a mapping of its own. */
  #substitute(text: string, own: unknown, levelsLeft: number): string {
    // Each variable is worked out once, however often it is named: nested ones would take for ever otherwise.
    const variables = new Map(
      Object.entries(isMapping(own) ? own : {}).map(([name, value]) => [name, this.text(value, levelsLeft)]),
    );
    return text.replaceAll(/\$\{([^{}]{0,255})\}/g, (_match, inside: string) => {
      if (inside.startsWith('!')) return `\${${inside.slice(1)}}`;
      const name = inside.trim();
      const variable = variables.get(name);
      if (variable !== undefined) return variable;
      const [logicalId = '', ...attribute] = name.split('.');
      return attribute.length === 0 ? this.#reference(name) : this.#attribute(logicalId, attribute.join('.'));
    });
  }
}
