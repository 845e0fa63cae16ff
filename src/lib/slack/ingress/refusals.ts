/** What a person is told by the ingress itself, because their request never gets as far as the worker. */
export const refusals = {
  notQueued: 'That could not be queued, so nothing was started. Please try again.',
  perhapsQueued:
    'The queue did not answer in time, so it is not certain whether this was started. Please look at the status before you try again.',
  otherWorkspace: 'This bot does not take requests from your Slack workspace. Nothing was done.',
  unreadable:
    'This cannot be read, perhaps because it is from another version of the bot. Nothing was done; please type the command.',
} as const;

/** An answer that only the person sees, and that leaves the message with the button alone. */
export function privately(text: string) {
  return { response_type: 'ephemeral', replace_original: false, text } as const;
}
