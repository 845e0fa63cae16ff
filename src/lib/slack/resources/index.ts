/** How people create resources in Slack: forms of the enabled providers, their modals, and buttons for operations. */

export { formCallbackId, formerFormCallbackId, formModal, lastWordModal } from './form-modal.ts';
export { type FormOrigin, formatOrigin, parseOrigin } from './form-origin.ts';
export { type ButtonOperation, formatOperationValue, parseOperationValue } from './operation-value.ts';
export { type FilledForm, type FormField, formOf, type ResourceForm, readForm } from './resource-form.ts';
export { atFirstField, readSubmission, type Submission, type SubmittedView } from './submission.ts';
