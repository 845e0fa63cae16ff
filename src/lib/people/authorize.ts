import { matchesAnyGlob } from '../matching/index.ts';
import type { BotConfiguration } from './configuration.ts';
import type { PermissionDocument, PersonAction } from './document.ts';

/** Who wants to do what, and where they say so. Names are not asked for: anyone can call themselves anything. */
export interface PersonRequest {
  readonly action: PersonAction;
  /** The environment of the deployment, or of the connection. */
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
  const known = request.environment !== '';
  const what = known ? `${request.action} in "${request.environment}"` : `${request.action} what is in no environment`;
  if (permissions.length === 0) {
    const mistyped = known ? '' : ' Is the name right? Nothing is known by it.';
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

/** Names a permission in the trail: `platform may cancel in prod*, from #deploys`. */
function describePermission(permission: PermissionDocument): string {
  const where = permission.environment.length === 0 ? 'every environment' : permission.environment.join(', ');
  const from =
    permission.channels.length === 0 ? '' : `, from ${permission.channels.map((name) => `#${name}`).join(', ')}`;
  return `${permission.people.join(', ')} may ${permission.allow.join(', ')} in ${where}${from}`;
}

function namesOf(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}

function refuse(reason: string): Authorization {
  return { allowed: false, reason };
}
