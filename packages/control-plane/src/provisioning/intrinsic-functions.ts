import { isMapping } from '../specs/yaml-text.ts';
import { blocksOf } from './address-blocks.ts';
import { type CloudFormationTemplate, NotCloudFormationError, scalarText, shown } from './cloudformation-template.ts';
import { MadeUpResource } from './made-up-resources.ts';
import { SUB_VARIABLE } from './references.ts';
import { digestOf, partitionOf, type StackName, stackIdOf } from './stack.ts';

/** Longer texts than an output may have are not worth making. */
const MAXIMUM_TEXT = 4096;
const MAXIMUM_DEPTH = 40;
/** Values that may be looked at for one template, and fifty characters that are made; AWS's samples take two thousand at most. */
const MAXIMUM_STEPS = 25_000;
const CHARACTERS_PER_STEP = 50;

/** What a function gives: `undefined` is AWS::NoValue, which is as if nothing were there. */
type Result = string | undefined | readonly Result[] | { readonly [member: string]: Result };

/**
 * Works out functions of a template
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html). What only the account
 * knows, such as an attribute or an import, is made up.
 */
export class Evaluation {
  readonly #template: CloudFormationTemplate;
  readonly #stack: StackName;
  readonly #declared: ReadonlyMap<string, CloudFormationTemplate['resources'][number]>;
  readonly #made = new Map<string, MadeUpResource>();
  readonly #conditions = new Map<string, boolean>();
  readonly #open = new Set<string>();
  #steps = 0;

  constructor(template: CloudFormationTemplate, stack: StackName) {
    this.#template = template;
    this.#stack = stack;
    this.#declared = new Map(template.resources.map((resource) => [resource.logicalId, resource]));
  }

  /** The text of a value, or undefined where there is none. @throws NotCloudFormationError when it is no text */
  text(value: unknown): string | undefined {
    const result = this.#value(value, MAXIMUM_DEPTH);
    if (result === undefined || typeof result === 'string') return result?.slice(0, MAXIMUM_TEXT);
    throw new NotCloudFormationError(`it is ${Array.isArray(result) ? 'a list' : 'a mapping'}, and must be a text`);
  }

  /** Whether what has this condition is there. */
  holds(condition: string | undefined): boolean {
    return condition === undefined || this.#condition(condition, MAXIMUM_DEPTH);
  }

  resource(logicalId: string): MadeUpResource {
    const known = this.#made.get(logicalId);
    if (known !== undefined) return known;
    const made = this.#once(logicalId, () => {
      // What a macro adds has a type that is not known.
      const { type = 'AWS::CloudFormation::WaitConditionHandle', properties = {} } =
        this.#declared.get(logicalId) ?? {};
      const property = (name: string) =>
        Object.hasOwn(properties, name) ? this.#property(properties[name]) : undefined;
      return new MadeUpResource({ logicalId, type, property }, this.#stack);
    });
    this.#made.set(logicalId, made);
    return made;
  }

  #property(value: unknown): string | undefined {
    const result = this.#value(value, MAXIMUM_DEPTH);
    return typeof result === 'string' ? result.slice(0, MAXIMUM_TEXT) : undefined;
  }

  #condition(name: string, levelsLeft: number): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const holds = this.#once(`condition ${name}`, () =>
      this.#isTrue(this.#template.conditions.get(name), levelsLeft - 1),
    );
    this.#conditions.set(name, holds);
    return holds;
  }

  /** @throws NotCloudFormationError when a name comes to need itself */
  #once<Made>(name: string, make: () => Made): Made {
    if (this.#open.has(name)) throw new NotCloudFormationError(`there is a circle of references at ${shown(name)}`);
    this.#open.add(name);
    const made = make();
    this.#open.delete(name);
    return made;
  }

  #isTrue(condition: unknown, levelsLeft: number): boolean {
    const value = this.#value(condition, levelsLeft);
    return value === 'true';
  }

  #value(value: unknown, levelsLeft: number): Result {
    this.#spend(1);
    if (levelsLeft <= 0) throw new NotCloudFormationError(`its functions are nested more than ${MAXIMUM_DEPTH} deep`);
    if (Array.isArray(value)) {
      return value.map((item) => this.#value(item, levelsLeft - 1)).filter((item) => item !== undefined);
    }
    if (!isMapping(value)) return scalarText(value);
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined]] = entries;
    if (entries.length === 1 && (name.startsWith('Fn::') || name === 'Ref' || name === 'Condition')) {
      return this.#call(name, argument, levelsLeft - 1);
    }
    return Object.fromEntries(entries.map(([member, inside]) => [member, this.#value(inside, levelsLeft - 1)]));
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAXIMUM_STEPS) {
      throw new NotCloudFormationError(`its functions take more than ${MAXIMUM_STEPS} steps`);
    }
  }

  #call(name: string, argument: unknown, levelsLeft: number): Result {
    const list: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
    const text = (index: number) => this.#textOf(list[index], levelsLeft);
    switch (name) {
      case 'Ref':
        return this.#reference(this.#textOf(argument, levelsLeft));
      case 'Condition':
        return String(this.#condition(scalarText(argument), levelsLeft));
      case 'Fn::And':
        return String(list.every((condition) => this.#isTrue(condition, levelsLeft)));
      case 'Fn::Or':
        return String(list.some((condition) => this.#isTrue(condition, levelsLeft)));
      case 'Fn::Not':
        return String(!this.#isTrue(list[0], levelsLeft));
      case 'Fn::Equals':
        return String(
          JSON.stringify(this.#value(list[0], levelsLeft)) === JSON.stringify(this.#value(list[1], levelsLeft)),
        );
      case 'Fn::If':
        return this.#value(list[this.#condition(scalarText(list[0]), levelsLeft) ? 1 : 2], levelsLeft);
      case 'Fn::GetAtt':
        return this.#attribute(list.map((_part, index) => text(index)).join('.'));
      case 'Fn::Sub':
        return this.#substitute(scalarText(list[0]), list[1], levelsLeft);
      case 'Fn::Join':
        return joined(this.#list(list[1], levelsLeft), text(0));
      case 'Fn::Split':
        return text(1).split(text(0));
      case 'Fn::Select':
        return this.#selected(text(0), this.#list(list[1], levelsLeft));
      case 'Fn::Length':
        return String(this.#list(argument, levelsLeft).length);
      case 'Fn::FindInMap':
        return this.#inMap(
          list.slice(0, 3).map((_key, index) => text(index)),
          list[3],
          levelsLeft,
        );
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${text(0) || this.#stack.owner.region}${zone}`);
      case 'Fn::Cidr':
        return blocksOf(text(0), Number(text(1)), list.length > 2 ? Number(text(2)) : undefined);
      case 'Fn::Base64':
        return Buffer.from(text(0)).toString('base64');
      case 'Fn::ToJsonString':
        return (JSON.stringify(this.#value(argument, levelsLeft)) ?? '').slice(0, MAXIMUM_TEXT);
      default:
        // An import, or what a macro makes of it: its name stands for it.
        return isMapping(argument) && name !== 'Fn::ImportValue' ? scalarText(argument['Name']) : text(0);
    }
  }

  #textOf(value: unknown, levelsLeft: number): string {
    const result = this.#value(value, levelsLeft);
    if (typeof result === 'string') return result.slice(0, MAXIMUM_TEXT);
    if (result === undefined) return '';
    throw new NotCloudFormationError('a function has a list or a mapping where it takes a text');
  }

  #list(value: unknown, levelsLeft: number): readonly Result[] {
    const result = this.#value(value, levelsLeft);
    if (Array.isArray(result)) return result;
    throw new NotCloudFormationError('a function has a text where it takes a list');
  }

  #selected(index: string, list: readonly Result[]): Result {
    const selected = list[Number(index)];
    if (selected !== undefined) return selected;
    throw new NotCloudFormationError(`Fn::Select takes item ${shown(index)} of a list of ${list.length}`);
  }

  #inMap(keys: readonly string[], otherwise: unknown, levelsLeft: number): Result {
    const standard = isMapping(otherwise) ? otherwise['DefaultValue'] : undefined;
    const found = keys.reduce<unknown>(
      (inside, key) => (isMapping(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined),
      this.#template.mappings,
    );
    if (found !== undefined || standard !== undefined) return this.#value(found ?? standard, levelsLeft);
    if (this.#template.hasTransform) return keys.join('-');
    throw new NotCloudFormationError(`the mappings have no ${shown(keys.join('.'))}`);
  }

  /** A resource, a parameter or a pseudo parameter. */
  #reference(name: string): Result {
    const parameter = this.#template.parameters.get(name);
    if (parameter !== undefined) return this.#parameter(name, parameter.type, parameter.standard);
    if (name.startsWith('AWS::')) return this.#pseudoParameter(name);
    return this.#present(name).ref;
  }

  /** @throws NotCloudFormationError when there is no such resource in the stack */
  #present(logicalId: string): MadeUpResource {
    const declared = this.#declared.get(logicalId);
    if (declared === undefined ? this.#template.hasTransform : this.holds(declared.condition)) {
      return this.resource(logicalId);
    }
    throw new NotCloudFormationError(`it refers to ${shown(logicalId)}, which the stack does not have`);
  }

  /** Only what the rendered template says is known: the service gives no values to parameters (A49). */
  #parameter(name: string, type: string, standard: string | undefined): Result {
    if (standard === undefined) throw new NotCloudFormationError(`parameter ${shown(name)} has no Default`);
    if (type.startsWith('AWS::SSM::Parameter::Value<')) {
      const last = standard.split('/').at(-1) ?? standard;
      return type.includes('Image::Id') ? `ami-${digestOf(this.#stack, standard).slice(0, 17)}` : last;
    }
    return type === 'CommaDelimitedList' || type.startsWith('List<')
      ? standard.split(',').map((item) => item.trim())
      : standard;
  }

  #pseudoParameter(name: string): Result {
    const { owner, stackName } = this.#stack;
    const { partition, domain } = partitionOf(owner.region);
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
        return partition;
      case 'AWS::URLSuffix':
        return domain;
      case 'AWS::NotificationARNs':
        return [];
      default:
        return undefined;
    }
  }

  #attribute(path: string): string {
    const [logicalId = '', ...attribute] = path.split('.');
    return this.#present(logicalId).attribute(attribute.join('.'));
  }

  /** `${Name}`, `${Name.Attribute}` and `${!Literal}`, and the names of a mapping of its own. */
  #substitute(text: string, own: unknown, levelsLeft: number): string {
    // Each variable is worked out once, however often it is named: nested ones would take for ever otherwise.
    const variables = new Map(
      Object.entries(isMapping(own) ? own : {}).map(([name, value]) => [name, this.#textOf(value, levelsLeft)]),
    );
    let charactersLeft = MAXIMUM_TEXT;
    return text.slice(0, MAXIMUM_TEXT).replaceAll(SUB_VARIABLE, (_match, inside: string) => {
      if (charactersLeft <= 0) return '';
      if (inside.startsWith('!')) return `\${${inside.slice(1)}}`;
      const name = inside.trim();
      const variable =
        variables.get(name) ?? (name.includes('.') ? this.#attribute(name) : this.#textOf({ Ref: name }, levelsLeft));
      charactersLeft -= variable.length;
      this.#spend(1 + variable.length / CHARACTERS_PER_STEP);
      return variable;
    });
  }
}

/** @throws NotCloudFormationError where an item is no text */
function joined(items: readonly Result[], delimiter: string): string {
  let text = '';
  for (const [index, item] of items.entries()) {
    if (typeof item !== 'string') throw new NotCloudFormationError('Fn::Join joins texts only');
    text += index === 0 ? item : delimiter + item;
    if (text.length > MAXIMUM_TEXT) break;
  }
  return text;
}
