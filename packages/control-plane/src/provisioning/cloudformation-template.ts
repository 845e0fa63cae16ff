import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import { checkTokens, MAXIMUM_DEPTH, parseYaml, UnreadableYamlError } from '../specs/yaml-document.ts';
import { isMapping, type Mapping, memberOf } from '../specs/yaml-text.ts';
import { withoutJinja } from './jinja.ts';

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
const EMPTY: CloudFormationTemplate = { resources: [], outputs: [], parameters: new Map() };

/**
 * Reads a CloudFormation template, in YAML or JSON, with Jinja in it or without.
 * @returns a template without anything when the text is not one
 */
export function readCloudFormationTemplate(text: string): CloudFormationTemplate {
  const template = read(text);
  if (!isMapping(template)) return EMPTY;
  const resources = entriesIn(template, 'Resources').flatMap(([logicalId, resource]) => {
    const type = memberOf(resource, 'Type');
    return typeof type === 'string' ? [{ logicalId, type }] : [];
  });
  const outputs = entriesIn(template, 'Outputs').map(([key, output]) => ({ key, value: memberOf(output, 'Value') }));
  const parameters = new Map(
    entriesIn(template, 'Parameters').map(([name, parameter]) => [name, scalarText(memberOf(parameter, 'Default'))]),
  );
  return {
    resources: resources.slice(0, MAXIMUM_RESOURCES),
    outputs: outputs.slice(0, MAXIMUM_OUTPUTS),
    parameters,
  };
}

/**
 * Whether a template is small enough to be read.
 * @throws UnreadableYamlError with the limit
 */
export function checkTemplateSize(text: string): void {
  checkTokens(withoutJinja(text), MAXIMUM_TEMPLATE_TOKENS);
}

/**
 * What a text lacks to be a CloudFormation template: all it must have is a mapping of resources. With Jinja in it, it need
 * not be YAML before it is rendered, and nothing can be said then.
 *
 * @returns undefined when it lacks nothing
 */
export function templateProblem(text: string): string | undefined {
  const withoutExpressions = withoutJinja(text);
  try {
    const value = documentValue(withoutExpressions);
    return isMapping(value) && isMapping(memberOf(value, 'Resources')) ? undefined : 'it has no mapping "Resources"';
  } catch (error) {
    if (!(error instanceof UnreadableYamlError)) throw error;
    return withoutExpressions === text ? `it is not valid YAML (${error.message})` : undefined;
  }
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
    return documentValue(withoutJinja(text));
  } catch (error) {
    if (error instanceof UnreadableYamlError) return undefined;
    throw error;
  }
}

/** @throws UnreadableYamlError */
function documentValue(text: string): unknown {
  // Both branches of a condition may define the same thing.
  const { document } = parseYaml(text, { allowsRepeatedKeys: true, maximumTokens: MAXIMUM_TEMPLATE_TOKENS });
  return plain(document.contents, MAXIMUM_DEPTH);
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
