import type { JsonObject } from '../json.ts';
import type { Channel, Person, UserGroup } from '../workspace/index.ts';
import { WebApiRefusal } from './arguments.ts';
import type { Method } from './method.ts';

/** https://docs.slack.dev/reference/methods/auth.test */
const authTest: Method = (_given, { workspace, pageUrl }) => {
  const { app, team } = workspace.directory;
  return {
    url: `${pageUrl}/`,
    team: team.name,
    user: app.name,
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
};

/** https://docs.slack.dev/reference/methods/users.info */
const usersInfo: Method = (given, { workspace }) => {
  const { app, team } = workspace.directory;
  const wanted = given.required('user');
  if (wanted === app.botUserId) {
    return {
      user: userJson({ id: app.botUserId, name: app.name, displayName: app.displayName, role: '' }, team.id, true),
    };
  }
  const person = workspace.directory.person(wanted);
  if (person === undefined) throw new WebApiRefusal('user_not_found');
  return { user: userJson(person, team.id, false) };
};

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
const userGroupMembers: Method = (given, { workspace }) => {
  const group = workspace.directory.userGroup(given.required('usergroup'));
  if (group === undefined) throw new WebApiRefusal('no_such_subteam');
  return { users: group.members };
};

/** https://docs.slack.dev/reference/methods/usergroups.list */
const userGroups: Method = (given, { workspace }) => ({
  usergroups: workspace.directory.userGroups.map((group) =>
    userGroupJson(group, workspace.directory.team.id, given.flag('include_users') ?? false),
  ),
});

/** https://docs.slack.dev/reference/methods/conversations.info */
const conversationsInfo: Method = (given, { workspace }) => {
  const channel = workspace.directory.channel(given.text('channel') ?? '');
  if (channel === undefined) throw new WebApiRefusal('channel_not_found');
  return { channel: channelJson(channel) };
};

/** https://docs.slack.dev/reference/methods/conversations.list: everything on one page; archived ones do not exist here. */
const conversationsList: Method = (given, { workspace }) => {
  const types = new Set((given.text('types') ?? 'public_channel').split(',').map((type) => type.trim()));
  return {
    channels: workspace.directory.channels
      .filter((channel) => types.has(channel.directMessageWith === undefined ? 'public_channel' : 'im'))
      .map(channelJson),
    response_metadata: { next_cursor: '' },
  };
};

/** https://docs.slack.dev/reference/methods/conversations.open: direct messages with one person. */
const conversationsOpen: Method = (given, { workspace }) => {
  const personId = given.required('users');
  const channel = workspace.directory.channels.find((candidate) => candidate.directMessageWith === personId);
  if (channel === undefined) throw new WebApiRefusal('user_not_found');
  return { channel: { id: channel.id } };
};

function userJson(person: Person, teamId: string, isBot: boolean): JsonObject {
  return {
    id: person.id,
    team_id: teamId,
    name: person.name,
    real_name: person.displayName,
    deleted: false,
    is_bot: isBot,
    is_restricted: false,
    is_ultra_restricted: false,
    profile: { display_name: person.displayName, real_name: person.displayName, title: person.role },
  };
}

function userGroupJson(group: UserGroup, teamId: string, withUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: teamId,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    user_count: group.members.length,
    ...(withUsers ? { users: group.members } : {}),
  };
}

function channelJson(channel: Channel): JsonObject {
  const isDirect = channel.directMessageWith !== undefined;
  return {
    id: channel.id,
    is_im: isDirect,
    is_archived: false,
    ...(isDirect
      ? { user: channel.directMessageWith }
      : {
          name: channel.name,
          is_channel: true,
          is_private: false,
          is_member: true,
          topic: { value: channel.topic, creator: '', last_set: 0 },
        }),
  };
}

export const directoryMethods: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  'users.info': usersInfo,
  'usergroups.users.list': userGroupMembers,
  'usergroups.list': userGroups,
  'conversations.info': conversationsInfo,
  'conversations.list': conversationsList,
  'conversations.open': conversationsOpen,
};
