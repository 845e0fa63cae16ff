import { z } from 'zod';
import { limits } from './limits.ts';
import { confirmation, identifier, option, optionGroup, plainText, webAddress } from './objects.ts';

const interactive = { action_id: identifier.optional(), confirm: confirmation.optional() };

const button = z.strictObject({
  type: z.literal('button'),
  ...interactive,
  text: plainText(limits.buttonText),
  value: z.string().max(limits.buttonValue).optional(),
  url: webAddress(limits.buttonUrl).optional(),
  style: z.enum(['primary', 'danger'], 'must be "primary" or "danger"').optional(),
  accessibility_label: z.string().max(limits.buttonAccessibilityLabel).optional(),
});

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...interactive,
    placeholder: plainText(limits.placeholder).optional(),
    options: z.array(option).min(1).max(limits.selectOptions).optional(),
    option_groups: z.array(optionGroup).min(1).max(limits.selectOptionGroups).optional(),
    initial_option: option.optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine((select) => (select.options === undefined) !== (select.option_groups === undefined), {
    message: 'must have either options or option_groups',
  });

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...interactive,
  options: z.array(option).min(1).max(limits.overflowOptions),
});

const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...interactive,
  options: z.array(option).min(1).max(limits.choiceOptions),
  initial_option: option.optional(),
  focus_on_load: z.boolean().optional(),
});

const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...interactive,
  options: z.array(option).min(1).max(limits.choiceOptions),
  initial_options: z.array(option).max(limits.choiceOptions).optional(),
  focus_on_load: z.boolean().optional(),
});

const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: identifier.optional(),
  placeholder: plainText(limits.placeholder).optional(),
  initial_value: z.string().max(limits.inputText).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(limits.inputText).optional(),
  max_length: z.int().min(1).max(limits.inputText).optional(),
  focus_on_load: z.boolean().optional(),
});

/** A small picture beside or between text. */
export const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: webAddress(limits.imageUrl),
  alt_text: z.string().min(1).max(limits.imageAltText),
});

/** What an actions block may hold. */
export const actionElement = z.discriminatedUnion('type', [button, staticSelect, overflow, radioButtons, checkboxes]);

/** What may stand beside a section. */
export const sectionAccessory = z.discriminatedUnion('type', [
  button,
  staticSelect,
  overflow,
  radioButtons,
  checkboxes,
  imageElement,
]);

/** What an input block of a modal may hold. */
export const inputElement = z.discriminatedUnion('type', [plainTextInput, staticSelect, radioButtons, checkboxes]);
