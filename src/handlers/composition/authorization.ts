import { authorize, standingOf, userGroupsIn, userGroupsToResolve } from '../../lib/authorization/index.ts';
import type { RequestPorts } from '../../lib/flow/index.ts';
import type { Chat } from '../../lib/ports.ts';
import { botConfiguration } from './chat.ts';

/** Asks `bot.yml` whether a person may act; who belongs to a user group is asked of the chat at that moment. */
export function createAuthorize(chat: Chat): RequestPorts['authorize'] {
  return async ({ action, subject, request }) => {
    const { userId, teamId, channelId } = request;
    const question = { action, subject, userId, teamId, channelId };
    const groupsOf = await readGroups(chat, userGroupsToResolve(botConfiguration, question));
    return authorize(botConfiguration, { ...question, groupsOf });
  };
}

/** What `bot.yml` says of a person, with the user groups as they are now. */
export function createStandingOf(chat: Chat): RequestPorts['standingOf'] {
  return async ({ userId, teamId }) => {
    const groupsOf = await readGroups(chat, userGroupsIn(botConfiguration));
    return standingOf(botConfiguration, { userId, teamId, groupsOf });
  };
}

async function readGroups(chat: Chat, ids: readonly string[]) {
  const members = new Map(await Promise.all(ids.map(async (id) => [id, await chat.membersOf(id)] as const)));
  return (id: string) => members.get(id) ?? 'unavailable';
}
