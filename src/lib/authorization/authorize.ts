import type { BotConfiguration, GroupDocument, PermissionDocument } from '../configuration/bot-document.ts';
import { matchSubject } from '../matching/index.ts';
import { actionTypes } from '../model/claim.ts';
import type { PermissionSubject, PermittedAction } from '../model/permission.ts';
import type { Standing } from '../model/request.ts';
import { environmentOf } from '../model/statuses.ts';

/** An answer with more permissions is too long to read. */
const maximumNamed = 3;

/** Who wants to do what, to which subject, and in which channel. People are known by id, because anybody can choose any name. */
export interface PermissionQuestion {
  readonly action: PermittedAction;
  /** As far as it is known; `undefined` if nothing was found under the given name. */
  readonly subject: PermissionSubject | undefined;
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
}

/** The ids of a user group's members, or that Slack did not answer. */
export type GroupLookup = (userGroupId: string) => readonly string[] | 'unavailable';

export type Authorization =
  | { readonly allowed: true; readonly permission: string }
  | { readonly allowed: false; readonly reason: string };

/**
 * Decides whether a person may do something. The default is no: what no permission allows is refused, and so is what cannot be
 * checked. It is called when the button is pressed, not when it is shown.
 *
 * @returns the permission that allows it, or the reason why not, to be shown to the person
 */
export function authorize(
  configuration: BotConfiguration,
  question: PermissionQuestion & { readonly groupsOf: GroupLookup },
): Authorization {
  if (question.teamId !== configuration.document.slack.teamId) {
    // In a shared channel there are people of other workspaces, whose ids mean nothing here.
    return refuse('This bot does not accept requests from your Slack workspace.');
  }
  const permissions = permissionsFor(configuration, question);
  const what = describeRequest(question);
  if (permissions.length === 0) {
    return refuse(`You may not ${what}. ${whoMayElsewhere(configuration, question)}${spellingHint(question)}`);
  }

  const checked = permissions.map((permission) => ({
    permission,
    membership: membershipIn(configuration, permission, question),
    rightChannel: isRightChannel(configuration, permission, question.channelId),
  }));
  const granted = checked.find(({ membership, rightChannel }) => membership === 'member' && rightChannel);
  if (granted !== undefined) return { allowed: true, permission: describePermission(granted.permission) };

  const unknown = checked.filter(({ membership }) => membership === 'unknown');
  const elsewhere = checked.filter(({ membership }) => membership === 'member');
  if (unknown.some(({ rightChannel }) => rightChannel) || (elsewhere.length === 0 && unknown.length > 0)) {
    const groups = namesOf(unknown.flatMap(({ permission }) => permission.people));
    return refuse(
      `Your permission to ${what} could not be checked: Slack did not return the members of ${groups}. Try again.`,
    );
  }
  if (elsewhere.length > 0) {
    const channels = elsewhere.flatMap(({ permission }) => permission.channels).map((name) => `#${name}`);
    return refuse(`You may ${what}, but only from ${namesOf(channels)}.`);
  }
  return refuse(`You may not ${what}. People who may: ${namesOf(permissions.flatMap(({ people }) => people))}.`);
}

/**
 * The user groups whose members must be known before {@link authorize} is called. There are none if the person is named directly,
 * so that this person can act even if Slack does not answer.
 */
export function userGroupsToResolve(configuration: BotConfiguration, question: PermissionQuestion): readonly string[] {
  const unknown = authorize(configuration, { ...question, groupsOf: () => 'unavailable' });
  if (unknown.allowed || question.teamId !== configuration.document.slack.teamId) return [];
  const groups = permissionsFor(configuration, question).flatMap((permission) => groupsIn(configuration, permission));
  return [...new Set(groups.flatMap(({ userGroups }) => userGroups))];
}

/**
 * Whether a person may do something, without a lookup of user groups, and perhaps before everything is known of the subject. It
 * is not final: {@link authorize} is called before it is done.
 *
 * @returns `unknown` if it depends on the groups, or on what is not known yet
 */
export function authorizeWithoutGroups(
  configuration: BotConfiguration,
  question: PermissionQuestion,
): 'yes' | 'no' | 'unknown' {
  if (authorize(configuration, { ...question, groupsOf: () => 'unavailable' }).allowed) return 'yes';
  const { document } = configuration;
  const possible = document.permissions.filter((permission) => covers(permission, question) !== 'no');
  const asIfKnown = { ...document, permissions: possible.map((permission) => ({ ...permission, match: {} })) };
  const asMemberOfAll = authorize(
    { ...configuration, document: asIfKnown },
    { ...question, groupsOf: () => [question.userId] },
  );
  return asMemberOfAll.allowed ? 'unknown' : 'no';
}

/**
 * What `bot.yml` says of a person: their groups and permissions, whatever these would be used on.
 *
 * @param groupsOf - of every user group in `bot.yml`
 */
export function standingOf(
  configuration: BotConfiguration,
  { userId, teamId, groupsOf }: Pick<PermissionQuestion, 'userId' | 'teamId'> & { readonly groupsOf: GroupLookup },
): Standing {
  const isOtherWorkspace = teamId !== configuration.document.slack.teamId;
  if (isOtherWorkspace) return { groups: [], permissions: [], unknown: [], isOtherWorkspace };
  const memberships = [...configuration.people].map(
    ([name, group]) => [name, membershipOf([group], userId, groupsOf)] as const,
  );
  const named = (wanted: 'member' | 'unknown') =>
    memberships.flatMap(([name, membership]) => (membership === wanted ? [name] : []));
  const groups = named('member');
  const own = configuration.document.permissions.flatMap((permission) => {
    const people = permission.people.filter((name) => groups.includes(name));
    return people.length === 0 ? [] : [describePermission({ ...permission, people })];
  });
  return { groups, permissions: own, unknown: named('unknown'), isOtherWorkspace };
}

/** Every user group in `bot.yml`: whose members {@link standingOf} must know. */
export function userGroupsIn({ people }: BotConfiguration): readonly string[] {
  return [...new Set([...people.values()].flatMap(({ userGroups }) => userGroups))];
}

function permissionsFor(configuration: BotConfiguration, question: PermissionQuestion): readonly PermissionDocument[] {
  return configuration.document.permissions.filter((permission) => covers(permission, question) === 'yes');
}

/**
 * Whether a permission matches the subject; `unknown` if it depends on what is not known yet, which {@link authorize} takes as
 * no.
 */
function covers(
  { allow, match }: PermissionDocument,
  { action, subject }: PermissionQuestion,
): 'yes' | 'no' | 'unknown' {
  if (!allow.includes(action)) return 'no';
  if (subject === undefined) return Object.keys(match).length === 0 ? 'yes' : 'unknown';
  const results = matchSubject(match, subject);
  if (results.some(({ isKnown, matches }) => isKnown && !matches)) return 'no';
  return results.every(({ matches }) => matches) ? 'yes' : 'unknown';
}

function groupsIn(configuration: BotConfiguration, permission: PermissionDocument) {
  return permission.people.flatMap((name) => configuration.people.get(name) ?? []);
}

function membershipIn(
  configuration: BotConfiguration,
  permission: PermissionDocument,
  question: PermissionQuestion & { readonly groupsOf: GroupLookup },
): 'member' | 'stranger' | 'unknown' {
  return membershipOf(groupsIn(configuration, permission), question.userId, question.groupsOf);
}

function membershipOf(
  groups: readonly GroupDocument[],
  userId: string,
  groupsOf: GroupLookup,
): 'member' | 'stranger' | 'unknown' {
  if (groups.some(({ users }) => users.includes(userId))) return 'member';
  const lookups = groups.flatMap(({ userGroups }) => userGroups).map(groupsOf);
  if (lookups.some((members) => members !== 'unavailable' && members.includes(userId))) return 'member';
  return lookups.includes('unavailable') ? 'unknown' : 'stranger';
}

function isRightChannel(configuration: BotConfiguration, permission: PermissionDocument, channelId: string): boolean {
  return (
    permission.channels.length === 0 ||
    permission.channels.some((name) => configuration.channels.get(name) === channelId)
  );
}

function describeRequest({ action, subject }: PermissionQuestion): string {
  if (action === 'steer') return 'stop or resume rules';
  if (subject === undefined) return `${action} this`;
  if (subject.on === 'resource') {
    const { environment = '' } = subject.resource;
    return environment === '' ? `${action} this` : `${action} in "${environment}"`;
  }
  const environment = environmentOf(subject);
  return environment === '' ? `${action} what has no environment` : `${action} in "${environment}"`;
}

/** No permission covers this subject: the answer says who may do the same to others, or who can change that. */
function whoMayElsewhere({ document }: BotConfiguration, { action }: PermissionQuestion): string {
  const others = document.permissions.filter(({ allow }) => allow.includes(action)).map(describePermission);
  if (others.length === 0) return 'The owner of bot.yml can add a permission.';
  const more = others.length > maximumNamed ? `; and ${others.length - maximumNamed} more` : '';
  return `bot.yml says: ${others.slice(0, maximumNamed).join('; ')}${more}.`;
}

/** Only a typed name can be misspelt. */
function spellingHint({ action, subject }: PermissionQuestion): string {
  const isByName = action === 'override' || action === 'diagnose' || actionTypes.some((name) => name === action);
  return subject === undefined && isByName ? ' No target of this name was found: check the spelling.' : '';
}

/** Names a permission in the trail: `platform may cancel in prod*, from #deploys`. */
function describePermission({ allow, match, people, channels }: PermissionDocument): string {
  const { environment, ...others } = match;
  const where = environment === undefined ? '' : ` in ${environment.join(', ')}`;
  const which = Object.entries(others).map(([key, patterns]) => `, ${key} ${patterns.join(' or ')}`);
  const from = channels.length === 0 ? '' : `, from ${channels.map((name) => `#${name}`).join(', ')}`;
  return `${people.join(', ')} may ${allow.join(', ')}${where}${which.join('')}${from}`;
}

function namesOf(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}

function refuse(reason: string): Authorization {
  return { allowed: false, reason };
}
