import { authorize, userGroupsToResolve } from '../../lib/authorization/index.ts';
import type { RequestPorts } from '../../lib/flow/index.ts';
import type { Chat } from '../../lib/ports.ts';
import { botConfiguration } from './chat.ts';

/** Asks `bot.yml` whether a person may act; who belongs to a user group is asked of the chat at that moment. */
export function createAuthorize(chat: Chat): RequestPorts['authorize'] {
  return async ({ action, subject, request }) => {
    const { userId, teamId, channelId } = request;
    const question = { action, subject, userId, teamId, channelId };
    const groups = userGroupsToResolve(botConfiguration, question);
    const members = new Map(await Promise.all(groups.map(async (id) => [id, await chat.membersOf(id)] as const)));
    return authorize(botConfiguration, { ...question, groupsOf: (id) => members.get(id) ?? 'unavailable' });
  };
}
