/** What a person is told by the ingress itself, because their request never gets as far as the worker. */
export const refusals = {
  notQueued: 'That could not be queued, so nothing was started. Please try again.',
  perhapsQueued:
    'The queue did not answer in time, so it is not certain whether this was started. Please look at the status before you try again.',
  perhapsQueuedForm:
    'The queue did not answer in time. Submit again: however often this form is submitted, it is carried out once.',
  otherWorkspace: 'This bot does not take requests from your Slack workspace. Nothing was done.',
  unreadable:
    'This cannot be read, perhaps because it is from another version of the bot. Nothing was done; please type the command.',
  mayNotCreate:
    'You may not create this, or not from this channel: no permission in bot.yml covers it. Nothing was done.',
  formTooLate: 'Slack gives three seconds to open a form, and they were over. Nothing was done; please try again.',
  formFailed:
    'The form could not be opened. Nothing was done; please try again, and tell who runs this bot if it stays so.',
} as const;

/** An answer that only the person sees, and that leaves the message with the button alone. */
export function privately(text: string) {
  return { response_type: 'ephemeral', replace_original: false, text } as const;
}
