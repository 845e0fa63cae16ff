/** The ingress's own answers, for requests that never reach the worker. */
export const refusals = {
  notQueued: 'The request could not be queued. Nothing was done. Try again.',
  perhapsQueued:
    'The queue did not answer in time, so it is not known whether the request was received. Check the status before you try again.',
  perhapsQueuedForm: 'The queue did not answer in time. Submit again: this form is carried out only once.',
  otherWorkspace: 'This bot does not accept requests from your Slack workspace. Nothing was done.',
  unreadable:
    'This button or form is not valid, perhaps because it is from another version of the bot. Nothing was done. Type the command instead.',
  mayNotCreate:
    'You may not create this, or not from this channel. The owner of bot.yml can add a permission. Nothing was done.',
  formTooLate: 'Slack allows three seconds to open a form, and the bot took longer. Nothing was done. Try again.',
  formFailed:
    'The form could not be opened. Nothing was done. Try again. If it fails again, tell the owner of this bot.',
} as const;

/** An answer that only the person sees, and that does not change the message with the button. */
export function ephemeral(text: string) {
  return { response_type: 'ephemeral', replace_original: false, text } as const;
}
