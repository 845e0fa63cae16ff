/**
 * Slack as the worker functions need it: the {@link Chat} port on the Web API client. Bolt is not here. The ingress has its own
 * entry point, `ingress/index.ts`, so that each bundle contains only what it runs.
 */
export type { Directory } from './blocks/index.ts';
export { SlackChat, type SlackChatOptions } from './chat.ts';
export { platformCode } from './errors.ts';
export { cut, onOneLine } from './plain.ts';
export type { FilledForm, FormField, ResourceForm } from './resources/index.ts';
