/** What people do, delivered to the app as Slack delivers it, and what the app answers. */
export { ACKNOWLEDGE_WITHIN_MS, AppCaller } from './app-caller.ts';
export { type Entered, Modals, type SubmitOutcome } from './modals.ts';
export { type ActOutcome, People } from './people.ts';
export { answerThroughResponseUrl } from './response-body.ts';
