import {
  type Check,
  type Checked,
  checkClientToken,
  checkDescription,
  checkInstanceId,
  checkKmsKeyArn,
  checkName,
  checkWebAppDnsDomain,
} from './input-members.ts';
import { checkTags } from './input-tags.ts';

/** The check of each member of a new instance. */
export const createMemberChecks = {
  instanceName: checkName,
  instanceDescription: checkDescription,
  kmsKeyArn: checkKmsKeyArn,
  webAppDnsDomain: checkWebAppDnsDomain,
  tags: checkTags,
} as const;

/** What is wrong with one member, in words that make sense next to its field: "is 80 characters long; at most 63 are allowed". */
export interface InputProblem {
  readonly member: string;
  readonly problem: string;
}

/** The inputs for an instance, not checked yet. An empty text counts as none. */
export interface InstanceFields {
  readonly instanceName?: unknown;
  readonly instanceDescription?: unknown;
  readonly kmsKeyArn?: unknown;
  readonly webAppDnsDomain?: unknown;
  readonly tags?: unknown;
  readonly clientToken?: unknown;
}

/** A valid input: only members that have a value, without blanks around them. */
export interface CreateInput {
  readonly instanceName?: string;
  readonly instanceDescription?: string;
  readonly kmsKeyArn?: string;
  readonly webAppDnsDomain?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly clientToken?: string;
}

export interface UpdateInput {
  readonly instanceId: string;
  readonly instanceName?: string;
  /** May be empty: that removes the description. */
  readonly instanceDescription?: string;
}

/** The valid input, or all its problems. */
export type CheckedInput<Input> =
  | { readonly input: Input; readonly problems: readonly [] }
  | { readonly input?: never; readonly problems: readonly InputProblem[] };

/**
 * Checks the inputs for a new instance against the API's model
 * (https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_CreateInstance.html). Pure; never throws; lengths are
 * checked first, so that a very long text does not take long.
 */
export function checkCreateInput(fields: InstanceFields): CheckedInput<CreateInput> {
  const { found, problems } = checkMembers(fields, {
    instanceName: checkName,
    instanceDescription: checkDescription,
    kmsKeyArn: checkKmsKeyArn,
    webAppDnsDomain: checkWebAppDnsDomain,
    clientToken: checkClientToken,
  });
  const tags = checkTags(fields.tags);
  const all = [...problems, ...unknownFields(fields, createMembers), ...tags.problems.map(at('tags'))];
  if (all.length > 0) return { problems: all };
  const hasTags = Object.keys(tags.value).length > 0;
  return { input: { ...found, ...(hasTags ? { tags: tags.value } : {}) }, problems: [] };
}

/**
 * The same for an update: only name and description can be changed, and one of them must be
 * (https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_UpdateInstance.html).
 */
export function checkUpdateInput(fields: {
  readonly instanceId: unknown;
  readonly instanceName?: unknown;
  readonly instanceDescription?: unknown;
}): CheckedInput<UpdateInput> {
  const id = checkInstanceId(fields.instanceId);
  const { found, problems } = checkMembers(fields, { instanceName: checkName, instanceDescription: checkDescription });
  const all = [
    ...('problem' in id ? [at('instanceId')(id.problem)] : []),
    ...problems,
    ...unknownFields(fields, updateMembers),
  ];
  const isCleared = typeof fields.instanceDescription === 'string' && found.instanceDescription === undefined;
  const changes = { ...found, ...(isCleared ? { instanceDescription: '' } : {}) };
  if (all.length === 0 && Object.keys(changes).length === 0) {
    all.push(at('instanceName')('nothing would change: give a new name, a new description, or both'));
  }
  if (all.length > 0 || !('value' in id)) return { problems: all };
  return { input: { instanceId: id.value, ...changes }, problems: [] };
}

const createMembers: ReadonlySet<string> = new Set([
  'instanceName',
  'instanceDescription',
  'kmsKeyArn',
  'webAppDnsDomain',
  'tags',
  'clientToken',
]);
const updateMembers: ReadonlySet<string> = new Set(['instanceId', 'instanceName', 'instanceDescription']);

function at(member: string): (problem: string) => InputProblem {
  return (problem) => ({ member, problem });
}

function checkMembers<Member extends string>(
  fields: Readonly<Partial<Record<NoInfer<Member>, unknown>>>,
  checks: Readonly<Record<Member, Check>>,
): { readonly found: Readonly<Partial<Record<Member, string>>>; readonly problems: readonly InputProblem[] } {
  const found: Partial<Record<Member, string>> = {};
  const problems: InputProblem[] = [];
  for (const member of membersOf(checks)) {
    const checked = checkText(fields[member], checks[member]);
    if ('problem' in checked) problems.push({ member, problem: checked.problem });
    else if (checked.value !== '') found[member] = checked.value;
  }
  return { found, problems };
}

function membersOf<Member extends string>(checks: Readonly<Record<Member, Check>>): Member[] {
  return Object.keys(checks).filter((member): member is Member => member in checks);
}

function checkText(value: unknown, check: Check): Checked {
  if (value === undefined || value === null) return { value: '' };
  if (typeof value !== 'string') return { problem: 'must be text' };
  const trimmed = value.trim();
  return trimmed === '' ? { value: '' } : check(trimmed);
}

/** An unknown member must not look as if the service used it. */
function unknownFields(fields: object, members: ReadonlySet<string>): InputProblem[] {
  return Object.keys(fields)
    .filter((member) => !members.has(member))
    .map((member) => ({ member, problem: `is unknown; there are ${[...members].join(', ')}` }));
}
