/** How people order things through Slack: forms of the enabled providers, their modals, and buttons that order. */
export { type FormOrigin, formatOrigin, parseOrigin } from './form-origin.ts';
export { lastWordModal, orderCallbackId, orderModal } from './modal.ts';
export { type FilledForm, formOf, type OrderField, type OrderForm } from './order-form.ts';
export { type ButtonOrder, formatOrderValue, parseOrderValue } from './order-value.ts';
export { atFirstField, readSubmission, type Submission, type SubmittedView } from './submission.ts';
