import type { types } from '@slack/bolt';
import { cut, onOneLine, withoutInvisible } from '../plain.ts';
import type { FormField, ResourceForm } from './resource-form.ts';

/** Identifies the bot's own forms among other modals. */
export const formCallbackId = 'proton-bot.resource-form';

/** The id in an earlier version: a modal may be open while the bot is deployed. */
export const formerFormCallbackId = 'proton-bot.order-form';

/** Every block has one element, so the block's id (the member) is enough to identify it. */
export const inputActionId = 'value';

/** The limits of a modal, in characters: https://docs.slack.dev/reference/views/modal-views and the pages of its elements. */
const limits = { title: 24, section: 3000, label: 2000, hint: 2000, placeholder: 150, blockId: 255 } as const;

/** Slack's maximum of blocks in a modal; one is the introduction. */
const maximumFields = 99;

/**
 * The modal of a form.
 *
 * @param privateMetadata - Slack returns it with the submission
 */
export function formModal(form: ResourceForm, privateMetadata: string): types.ModalView {
  return {
    type: 'modal',
    callback_id: formCallbackId,
    private_metadata: privateMetadata,
    title: plainText(form.title, limits.title),
    submit: plainText('Create', limits.title),
    close: plainText('Not now', limits.title),
    blocks: [
      { type: 'section', text: plainText(form.introduction, limits.section) },
      ...form.fields.slice(0, maximumFields).map(inputBlock),
    ],
  };
}

/** Replaces a form that cannot be submitted any more. */
export function lastWordModal(title: string, text: string): types.ModalView {
  return {
    type: 'modal',
    title: plainText(title, limits.title),
    close: plainText('Close', limits.title),
    blocks: [{ type: 'section', text: plainText(text, limits.section) }],
  };
}

function inputBlock({ member, label, hint, placeholder, multiline, optional }: FormField): types.InputBlock {
  return {
    type: 'input',
    block_id: cut(member, limits.blockId),
    label: plainText(label, limits.label),
    optional,
    ...(hint === undefined ? {} : { hint: plainText(hint, limits.hint) }),
    element: {
      type: 'plain_text_input',
      action_id: inputActionId,
      multiline: multiline ?? false,
      ...(placeholder === undefined ? {} : { placeholder: plainText(placeholder, limits.placeholder) }),
    },
  };
}

/** Text in which markup and `:emoji:` have no meaning. */
function plainText(text: string, maximum: number): types.PlainTextElement {
  return { type: 'plain_text', text: cut(withoutInvisible(text), maximum), emoji: false };
}

/** The problems of a field, as shown below it. */
export function fieldError(label: string, problem: string): string {
  return cut(onOneLine(`${label} ${problem}`), 500);
}
