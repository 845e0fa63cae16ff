/** Who may do what: pure, on a checked `bot.yml`. */
export {
  type Authorization,
  authorize,
  authorizeWithoutGroups,
  type GroupLookup,
  type PersonRequest,
  userGroupsToResolve,
} from './authorize.ts';
