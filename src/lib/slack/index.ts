/**
 * Slack as the worker functions need it: the {@link Chat} port on the Web API client. Bolt is not here; the ingress has its
 * own entrance, `ingress/index.ts`, so that each bundle carries only what it runs.
 */
export type { Directory } from './blocks/index.ts';
export { SlackChat, type SlackChatOptions } from './chat.ts';
export { cut, onOneLine } from './plain.ts';
export type { FilledForm, FormField, ResourceForm } from './resources/index.ts';
