/**
 * Deciding which subjects a rule, a route or a permission is for. Shared by rules, routes and permissions; pure, and free of any library,
 * so that whoever needs only this loads only this.
 */
export { matchesAnyGlob, matchesGlob } from './glob.ts';
export { holdsOn, isOn } from './holds.ts';
export {
  MATCH_MEMBERS,
  type MatchKeys,
  type MatchResult,
  matchesKeys,
  matchSubject,
  type SubjectMatch,
} from './match.ts';
