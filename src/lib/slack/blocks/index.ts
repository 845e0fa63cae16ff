/** Renders items, history and answers as Slack messages. Pure. */
export { answerMessage } from './answer.ts';
export type { Message } from './block-kit.ts';
export { liveMessage } from './live-message.ts';
export { notificationMessage } from './provider-notification.ts';
export { type Directory, threadReply } from './thread-reply.ts';
