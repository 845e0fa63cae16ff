import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import { MAXIMUM_DEPTH, parseYaml, UnreadableYamlError } from '../specs/yaml-document.ts';
import { isMapping, type Mapping, memberOf } from '../specs/yaml-text.ts';

/** What of a CloudFormation template says what its stack has. Functions are in their long form: `{ 'Fn::GetAtt': ['Table', 'Arn'] }`. */
export interface CloudFormationTemplate {
  readonly resources: readonly TemplateResource[];
  readonly outputs: readonly TemplateOutput[];
  readonly parameters: ReadonlyMap<string, TemplateParameter>;
  readonly mappings: Mapping;
  readonly conditions: ReadonlyMap<string, unknown>;
  /** Whether a macro makes it into another template first, such as that of AWS SAM; then there is more than it says. */
  readonly hasTransform: boolean;
}
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  /** Name of the condition under which it is there. */
  readonly condition: string | undefined;
  readonly properties: Mapping;
  /** All that is said of it. */
  readonly declaration: Mapping;
}
export interface TemplateOutput {
  readonly key: string;
  readonly value: unknown;
  readonly condition: string | undefined;
}
export interface TemplateParameter {
  readonly type: string;
  readonly standard: string | undefined;
}

/** Quotas of CloudFormation (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
const MAXIMUM_RESOURCES = 500;
const MAXIMUM_OUTPUTS = 200;
/** A template with as many resources as there may be, each with its ten properties. */
const MAXIMUM_TEMPLATE_TOKENS = 50_000;
/** The short form of a function is its name without `Fn::`; these two have no such prefix in the long form either. */
const WITHOUT_PREFIX = new Set(['Ref', 'Condition']);
/** Names of resources, outputs, parameters, mappings and conditions. */
const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;
const MAXIMUM_SHOWN = 100;
export const WITHOUT_RESOURCES = 'it has no mapping "Resources"';

/** A text is no CloudFormation template, or one that CloudFormation refuses. The message names the place, and quotes names only. */
export class NotCloudFormationError extends Error {
  override readonly name = 'NotCloudFormationError';
}

/**
 * Reads a CloudFormation template, in YAML or JSON.
 * @throws NotCloudFormationError with the reason
 */
export function readCloudFormationTemplate(text: string): CloudFormationTemplate {
  const template = readDocument(text);
  if (!isMapping(template)) throw new NotCloudFormationError(WITHOUT_RESOURCES);
  const resources = resourcesIn(template);
  const outputs = entriesIn(template, 'Outputs').map(([key, output]) => {
    if (memberOf(output, 'Value') === undefined) throw new NotCloudFormationError(`output ${shown(key)} has no Value`);
    return { key, value: memberOf(output, 'Value'), condition: conditionOf(output, `output ${shown(key)}`) };
  });
  checkCount('resources', resources.length, MAXIMUM_RESOURCES);
  checkCount('outputs', outputs.length, MAXIMUM_OUTPUTS);
  const parameters = entriesIn(template, 'Parameters').map(([name, parameter]): [string, TemplateParameter] => {
    const standard = memberOf(parameter, 'Default');
    return [
      name,
      {
        type: scalarText(memberOf(parameter, 'Type')),
        standard: standard === undefined ? undefined : scalarText(standard),
      },
    ];
  });
  const mappings = Object.fromEntries(entriesIn(template, 'Mappings'));
  const conditions = memberOf(template, 'Conditions');
  return {
    resources,
    outputs,
    parameters: new Map(parameters),
    mappings,
    conditions: new Map(isMapping(conditions) ? Object.entries(conditions) : []),
    hasTransform: memberOf(template, 'Transform') !== undefined,
  };
}

function resourcesIn(template: Mapping): TemplateResource[] {
  const resources = memberOf(template, 'Resources');
  if (!isMapping(resources)) throw new NotCloudFormationError(WITHOUT_RESOURCES);
  return Object.entries(resources).map(([logicalId, declaration]) => {
    const place = `resource ${shown(logicalId)}`;
    const type = isMapping(declaration) ? memberOf(declaration, 'Type') : undefined;
    if (!isMapping(declaration) || typeof type !== 'string') throw new NotCloudFormationError(`${place} has no Type`);
    checkLogicalId(logicalId, place);
    const properties = memberOf(declaration, 'Properties');
    const condition = conditionOf(declaration, place);
    return { logicalId, type, condition, properties: isMapping(properties) ? properties : {}, declaration };
  });
}

function conditionOf(declaration: Mapping, place: string): string | undefined {
  const condition = memberOf(declaration, 'Condition');
  if (condition === undefined || typeof condition === 'string') return condition;
  throw new NotCloudFormationError(`${place}: its Condition must be the name of one`);
}

function checkLogicalId(name: string, place: string): void {
  if (!LOGICAL_ID.test(name)) throw new NotCloudFormationError(`${place}: a name has 1 to 255 letters and digits`);
}

function checkCount(what: string, count: number, most: number): void {
  if (count > most) throw new NotCloudFormationError(`it has ${count} ${what}; CloudFormation takes ${most}`);
}

/** A name for a reason; names may be as long as the template. */
export function shown(name: string): string {
  return JSON.stringify(name.slice(0, MAXIMUM_SHOWN));
}

/** The named members of a section, which are mappings. */
function entriesIn(template: Mapping, section: string): [string, Mapping][] {
  const members = memberOf(template, section);
  if (members === undefined || members === null) return [];
  if (!isMapping(members)) throw new NotCloudFormationError(`${section} is no mapping`);
  return Object.entries(members).map(([name, member]) => {
    const place = `${section}.${name.slice(0, MAXIMUM_SHOWN)}`;
    if (!isMapping(member)) throw new NotCloudFormationError(`${place} is no mapping`);
    checkLogicalId(name, place);
    return [name, member];
  });
}

/** Text of a value that is a text, a number or a boolean; of others nothing. */
export function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/**
 * The text as plain data, with the short forms of functions (`!Ref`) made long.
 * @throws NotCloudFormationError when it is not YAML
 */
export function readDocument(text: string): unknown {
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

function plain(node: unknown, levelsLeft: number): unknown {
  if (levelsLeft === 0) return undefined;
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
  if (isAlias(node))
    throw new NotCloudFormationError('it has an alias of YAML ("*name"), which CloudFormation does not take');
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
