/**
 * Decides which subjects a rule, a route or a permission is for. Pure, and without any library, so that a bundle that needs only
 * this loads only this.
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
