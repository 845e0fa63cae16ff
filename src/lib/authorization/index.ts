/** Who may do what: pure, on a checked `bot.yml`. */
export {
  type Authorization,
  authorize,
  authorizeWithoutGroups,
  type GroupLookup,
  type PermissionQuestion,
  standingOf,
  userGroupsIn,
  userGroupsToResolve,
} from './authorize.ts';
