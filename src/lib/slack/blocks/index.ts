/** Renders items, history and answers as Slack messages. Pure. */
export { alertMessage } from './alert.ts';
export {
  actions,
  type Block,
  type Button,
  context,
  fallback,
  listed,
  type Message,
  maximumListed,
  oneLine,
  section,
} from './block-kit.ts';
export { actionButton, buttonsFor, replyButtonsFor } from './buttons.ts';
export { describeHold, whyNoCancel } from './context-lines.ts';
export { diagnosisBlocks } from './diagnosis.ts';
export { headline, liveMessage } from './live-message.ts';
export { notificationMessage } from './provider-notification.ts';
export { resourceAnswer } from './resource-answer.ts';
export { storyMessage, withPartNamed } from './story-message.ts';
export { type Directory, threadReply } from './thread-reply.ts';
export {
  describeOutcome,
  isTrouble,
  markupOf,
  nameOfActor,
  namesOfUnasked,
  styleOf,
  withUnasked,
} from './words.ts';
