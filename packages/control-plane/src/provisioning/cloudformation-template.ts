import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import { MAXIMUM_DEPTH, parseYaml, UnreadableYamlError } from '../specs/yaml-document.ts';
import { isMapping, type Mapping, memberOf } from '../specs/yaml-text.ts';

/** What of a CloudFormation template says what its stack has. */
export interface CloudFormationTemplate {
  readonly resources: readonly TemplateResource[];
  readonly outputs: readonly TemplateOutput[];
  /** Name → default value; a parameter without one has the empty text. */
  readonly parameters: ReadonlyMap<string, string>;
}
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
}
export interface TemplateOutput {
  readonly key: string;
  /** With functions in their long form, such as `{ 'Fn::GetAtt': ['Table', 'Arn'] }`. */
  readonly value: unknown;
}

/** Quotas of CloudFormation (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const MAXIMUM_RESOURCES = 500;
const MAXIMUM_OUTPUTS = 200;
/** A template with as many resources as there may be, each with its ten properties. */
const MAXIMUM_TEMPLATE_TOKENS = 50_000;
/** The short form of a function is its name without `Fn::`; these two have no such prefix in the long form either. */
const WITHOUT_PREFIX = new Set(['Ref', 'Condition']);
const MAXIMUM_SHOWN = 100;
const WITHOUT_RESOURCES = 'it has no mapping "Resources"';

/** A text is no CloudFormation template, or one that CloudFormation refuses. The message never quotes it. */
export class NotCloudFormationError extends Error {
  override readonly name = 'NotCloudFormationError';
}

/**
 * Reads a CloudFormation template, in YAML or JSON.
 * @throws NotCloudFormationError with the reason
 */
export function readCloudFormationTemplate(text: string): CloudFormationTemplate {
  const template = read(text);
  if (!isMapping(template)) throw new NotCloudFormationError(WITHOUT_RESOURCES);
  const resources = resourcesIn(template);
  const outputs = entriesIn(template, 'Outputs').map(([key, output]) => {
    if (memberOf(output, 'Value') === undefined) throw new NotCloudFormationError(`output ${shown(key)} has no Value`);
    return { key, value: memberOf(output, 'Value') };
  });
  checkCount('resources', resources.length, MAXIMUM_RESOURCES);
  checkCount('outputs', outputs.length, MAXIMUM_OUTPUTS);
  const parameters = new Map(
    entriesIn(template, 'Parameters').map(([name, parameter]) => [name, scalarText(memberOf(parameter, 'Default'))]),
  );
  return { resources, outputs, parameters };
}

/** Why a text is no CloudFormation template. */
export interface TemplateProblem {
  readonly message: string;
  /** Whether it can be read at all, and only has no resources. */
  readonly isReadable: boolean;
}

/**
 * What a text lacks to be a CloudFormation template at all: a mapping of resources. What is in it is looked at when it is
 * deployed.
 *
 * @returns undefined when it lacks nothing
 */
export function templateProblem(text: string): TemplateProblem | undefined {
  try {
    const template = read(text);
    const hasResources = isMapping(template) && isMapping(memberOf(template, 'Resources'));
    return hasResources ? undefined : { message: WITHOUT_RESOURCES, isReadable: true };
  } catch (error) {
    if (error instanceof NotCloudFormationError) return { message: error.message, isReadable: false };
    throw error;
  }
}

function resourcesIn(template: Mapping): TemplateResource[] {
  const resources = memberOf(template, 'Resources');
  if (!isMapping(resources)) throw new NotCloudFormationError(WITHOUT_RESOURCES);
  return Object.entries(resources).map(([logicalId, resource]) => {
    const type = isMapping(resource) ? memberOf(resource, 'Type') : undefined;
    if (typeof type !== 'string') throw new NotCloudFormationError(`resource ${shown(logicalId)} has no Type`);
    return { logicalId, type };
  });
}

function checkCount(what: string, count: number, most: number): void {
  if (count > most) throw new NotCloudFormationError(`it has ${count} ${what}; CloudFormation takes ${most}`);
}

/** A name for a reason; names may be as long as the template. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, MAXIMUM_SHOWN));
}

/** The named members of a section that are mappings. */
function entriesIn(template: Mapping, section: string): [string, Mapping][] {
  const members = memberOf(template, section);
  if (!isMapping(members)) return [];
  return Object.entries(members).flatMap(([name, member]) =>
    name !== '' && isMapping(member) ? [[name, member]] : [],
  );
}

/** Text of a value that is a text, a number or a boolean; of others nothing. */
export function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function read(text: string): unknown {
  try {
    // CloudFormation takes the last of two members of the same name.
    const { document } = parseYaml(text, { allowsRepeatedKeys: true, maximumTokens: MAXIMUM_TEMPLATE_TOKENS });
    return plain(document.contents, MAXIMUM_DEPTH);
  } catch (error) {
    if (!(error instanceof UnreadableYamlError)) throw error;
    const isPlace = error.message.startsWith('line ');
    throw new NotCloudFormationError(isPlace ? `it is not valid YAML (${error.message})` : error.message);
  }
}

/** The value of a node, with the short forms of functions (`!Ref`) made long. */
function plain(node: unknown, levelsLeft: number): unknown {
  // A template may repeat itself by an alias, but what makes up its stack is seldom there.
  if (levelsLeft === 0 || isAlias(node)) return undefined;
  const value = contentOf(node, levelsLeft);
  const tag = isScalar(node) || isCollection(node) ? node.tag : undefined;
  if (tag === undefined || !/^![A-Z]\w*$/.test(tag)) return value;
  const name = tag.slice(1);
  if (WITHOUT_PREFIX.has(name)) return { [name]: value };
  return { [`Fn::${name}`]: name === 'GetAtt' && typeof value === 'string' ? attributePath(value) : value };
}

function contentOf(node: unknown, levelsLeft: number): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => plain(item, levelsLeft - 1));
  if (!isMap(node)) return undefined;
  const entries = node.items.map(({ key, value }) => [
    isScalar(key) ? String(key.value) : '',
    plain(value, levelsLeft - 1),
  ]);
  return Object.fromEntries(entries);
}

/** `!GetAtt Table.Arn`; an attribute may itself have dots. */
function attributePath(text: string): readonly string[] {
  const [logicalId = '', ...attribute] = text.split('.');
  return [logicalId, attribute.join('.')];
}
