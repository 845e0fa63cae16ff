import { z } from 'zod';
import { limits } from './limits.ts';

/** A `plain_text` object of 1 to `maximum` characters. */
export const plainText = (maximum: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(maximum),
    emoji: z.boolean().optional(),
  });

/** A `mrkdwn` object of 1 to `maximum` characters. */
export const mrkdwn = (maximum: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(maximum),
    verbatim: z.boolean().optional(),
  });

/** Either kind of text. */
export const anyText = (maximum: number) => z.discriminatedUnion('type', [plainText(maximum), mrkdwn(maximum)]);

/** The name of a block or element. */
export const identifier = z.string().min(1).max(limits.identifier);

/** Only addresses that a browser may open: nothing that runs. */
export const webAddress = (maximum: number) =>
  z
    .string()
    .max(maximum)
    .regex(/^(https?:\/\/|mailto:|slack:\/\/)/i, 'must be an http, https, mailto or slack address');

/** The dialog that is shown before an action is sent. */
export const confirmation = z.strictObject({
  title: plainText(limits.confirmTitle),
  text: anyText(limits.confirmText),
  confirm: plainText(limits.confirmButton),
  deny: plainText(limits.confirmButton),
  style: z.enum(['primary', 'danger']).optional(),
});

/** One choice of a select, an overflow menu, radio buttons or checkboxes. */
export const option = z.strictObject({
  text: anyText(limits.optionText),
  value: z.string().min(1).max(limits.optionValue),
  description: anyText(limits.optionDescription).optional(),
  url: webAddress(limits.buttonUrl).optional(),
});

/** Choices under a heading. */
export const optionGroup = z.strictObject({
  label: plainText(limits.optionText),
  options: z.array(option).min(1).max(limits.selectOptions),
});
