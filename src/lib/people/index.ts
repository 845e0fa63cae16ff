/**
 * People and channels at run time: who may do what, which message goes where. Pure, and free of any library.
 * Reading and checking `bot.yml` is done when the bot is built: see `check/`.
 */
export {
  type Authorization,
  authorize,
  authorizeWithoutGroups,
  type GroupLookup,
  type PersonRequest,
  userGroupsToResolve,
} from './authorize.ts';
export {
  type BotConfiguration,
  channelId,
  channelsFor,
  channelsForNotification,
  compileBotConfiguration,
  mentionedPeople,
} from './configuration.ts';
export type { BotDocument, GroupDocument, PersonAction } from './document.ts';
