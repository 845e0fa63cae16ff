/** What people do, delivered to the app as Slack delivers it, and what the app answers. */
export { ACKNOWLEDGE_WITHIN_MS, AppCaller } from './app-caller.ts';
export { type Entered, Modals, type SubmitOutcome } from './modals.ts';
export { answerThroughResponseUrl } from './response-body.ts';
export { type ActOutcome, UserActions } from './user-actions.ts';
