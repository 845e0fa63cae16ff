import type { BotConfiguration, PermissionDocument } from '../configuration/bot-document.ts';
import { matchesAnyGlob } from '../matching/index.ts';
import { type PermittedAction, subjectsOfActions } from '../model/permission.ts';

/** Who wants to do what, and where they say so. Names are not asked for: anyone can call themselves anything. */
export interface PersonRequest {
  readonly action: PermittedAction;
  /** The environment of the deployment, or of the connection; empty where there is none. */
  readonly environment: string;
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
}

/** The ids of a user group's members, or the news that Slack did not tell. */
export type GroupLookup = (userGroupId: string) => readonly string[] | 'unavailable';

export type Authorization =
  | { readonly allowed: true; readonly permission: string }
  | { readonly allowed: false; readonly reason: string };

/**
 * Decides whether a person may do something. The default is no: what no permission names is refused, and so is
 * what cannot be checked. To be asked when the button is pressed, not when it was shown.
 *
 * @returns the permission that allows it, or the reason why not, to be shown to the person
 */
export function authorize(
  configuration: BotConfiguration,
  request: PersonRequest & { readonly groupsOf: GroupLookup },
): Authorization {
  if (request.teamId !== configuration.document.slack.teamId) {
    // A shared channel brings in people of other workspaces, whose ids mean nothing here.
    return refuse('This bot does not take requests from your Slack workspace.');
  }
  const permissions = permissionsFor(configuration, request);
  const what = describeRequest(request);
  if (permissions.length === 0) {
    const isKnown = request.environment !== '' || isOrder(request.action);
    const mistyped = isKnown ? '' : ' Is the name right? Nothing is known by it.';
    return refuse(`Nobody may ${what}: no permission in bot.yml covers it.${mistyped}`);
  }

  const judged = permissions.map((permission) => ({
    permission,
    membership: membershipIn(configuration, permission, request),
    rightChannel: isRightChannel(configuration, permission, request.channelId),
  }));
  const granted = judged.find(({ membership, rightChannel }) => membership === 'member' && rightChannel);
  if (granted !== undefined) return { allowed: true, permission: describePermission(granted.permission) };

  const unknown = judged.filter(({ membership }) => membership === 'unknown');
  const elsewhere = judged.filter(({ membership }) => membership === 'member');
  if (unknown.some(({ rightChannel }) => rightChannel) || (elsewhere.length === 0 && unknown.length > 0)) {
    const groups = namesOf(unknown.flatMap(({ permission }) => permission.people));
    return refuse(
      `Whether you may ${what} could not be checked: Slack did not tell who belongs to ${groups}. Try again.`,
    );
  }
  if (elsewhere.length > 0) {
    const channels = elsewhere.flatMap(({ permission }) => permission.channels).map((name) => `#${name}`);
    return refuse(`You may ${what}, but not from this channel; do it in ${namesOf(channels)}.`);
  }
  return refuse(`You may not ${what}; these people may: ${namesOf(permissions.flatMap(({ people }) => people))}.`);
}

/**
 * The user groups whose members have to be known before {@link authorize} can be asked: none where the person is
 * named directly, so that one who is keeps the right to act while Slack cannot be asked.
 */
export function userGroupsToResolve(configuration: BotConfiguration, request: PersonRequest): readonly string[] {
  const unknown = authorize(configuration, { ...request, groupsOf: () => 'unavailable' });
  if (unknown.allowed || request.teamId !== configuration.document.slack.teamId) return [];
  const groups = permissionsFor(configuration, request).flatMap((permission) => groupsIn(configuration, permission));
  return [...new Set(groups.flatMap(({ userGroups }) => userGroups))];
}

/**
 * Whether a person may do something, as far as it can be told without asking who belongs to a user group. Not the last word:
 * {@link authorize} is asked again when it is done.
 *
 * @returns `unknown` where it depends on the groups
 */
export function authorizeWithoutGroups(
  configuration: BotConfiguration,
  request: PersonRequest,
): 'yes' | 'no' | 'unknown' {
  if (authorize(configuration, { ...request, groupsOf: () => 'unavailable' }).allowed) return 'yes';
  const asMemberOfAll = authorize(configuration, { ...request, groupsOf: () => [request.userId] });
  return asMemberOfAll.allowed ? 'unknown' : 'no';
}

function permissionsFor(configuration: BotConfiguration, request: PersonRequest): readonly PermissionDocument[] {
  return configuration.document.permissions.filter(
    ({ allow, environment }) =>
      allow.includes(request.action) && (environment.length === 0 || matchesAnyGlob(environment, request.environment)),
  );
}

function groupsIn(configuration: BotConfiguration, permission: PermissionDocument) {
  return permission.people.flatMap((name) => configuration.people.get(name) ?? []);
}

function membershipIn(
  configuration: BotConfiguration,
  permission: PermissionDocument,
  request: PersonRequest & { readonly groupsOf: GroupLookup },
): 'member' | 'stranger' | 'unknown' {
  const groups = groupsIn(configuration, permission);
  if (groups.some(({ users }) => users.includes(request.userId))) return 'member';
  const lookups = groups.flatMap(({ userGroups }) => userGroups).map(request.groupsOf);
  if (lookups.some((members) => members !== 'unavailable' && members.includes(request.userId))) return 'member';
  return lookups.includes('unavailable') ? 'unknown' : 'stranger';
}

function isRightChannel(configuration: BotConfiguration, permission: PermissionDocument, channelId: string): boolean {
  return (
    permission.channels.length === 0 ||
    permission.channels.some((name) => configuration.channels.get(name) === channelId)
  );
}

function describeRequest({ action, environment }: PersonRequest): string {
  if (isOrder(action)) return `${action} this`;
  return environment === '' ? `${action} what is in no environment` : `${action} in "${environment}"`;
}

/** Names a permission in the trail: `platform may cancel in prod*, from #deploys`. */
function describePermission({ allow, environment, people, channels }: PermissionDocument): string {
  const everywhere = allow.every(isOrder) ? '' : ' in every environment';
  const where = environment.length === 0 ? everywhere : ` in ${environment.join(', ')}`;
  const from = channels.length === 0 ? '' : `, from ${channels.map((name) => `#${name}`).join(', ')}`;
  return `${people.join(', ')} may ${allow.join(', ')}${where}${from}`;
}

function namesOf(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}

function refuse(reason: string): Authorization {
  return { allowed: false, reason };
}

/** Whether it is done to something of a back end as such, which is in no environment. */
function isOrder(action: PermittedAction): boolean {
  return subjectsOfActions[action] === 'resource';
}
