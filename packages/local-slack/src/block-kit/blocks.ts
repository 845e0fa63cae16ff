import { z } from 'zod';
import { actionElement, imageElement, inputElement, sectionAccessory } from './elements.ts';
import { limits } from './limits.ts';
import { anyText, identifier, mrkdwn, plainText, webAddress } from './objects.ts';
import { richTextBlock } from './rich-text.ts';

const named = { block_id: identifier.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...named,
    text: anyText(limits.sectionText).optional(),
    fields: z.array(anyText(limits.sectionFieldText)).min(1).max(limits.sectionFields).optional(),
    accessory: sectionAccessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    message: 'must have text or fields',
  });

const header = z.strictObject({ type: z.literal('header'), ...named, text: plainText(limits.headerText) });

const divider = z.strictObject({ type: z.literal('divider'), ...named });

const context = z.strictObject({
  type: z.literal('context'),
  ...named,
  elements: z
    .array(z.discriminatedUnion('type', [imageElement, plainText(limits.contextText), mrkdwn(limits.contextText)]))
    .min(1)
    .max(limits.contextElements),
});

const actions = z.strictObject({
  type: z.literal('actions'),
  ...named,
  elements: z.array(actionElement).min(1).max(limits.actionsElements),
});

const image = z.strictObject({
  type: z.literal('image'),
  ...named,
  image_url: webAddress(limits.imageUrl),
  alt_text: z.string().min(1).max(limits.imageAltText),
  title: plainText(limits.imageTitle).optional(),
});

const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...named,
  text: z.string().min(1).max(limits.markdownText),
});

const input = z.strictObject({
  type: z.literal('input'),
  ...named,
  label: plainText(limits.inputLabel),
  element: inputElement,
  hint: plainText(limits.inputHint).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});

/** A block in a message. */
export const messageBlock = z.discriminatedUnion('type', [
  section,
  header,
  divider,
  context,
  actions,
  image,
  markdown,
  richTextBlock,
]);

/** A block in a modal. */
const viewBlock = z.discriminatedUnion('type', [
  section,
  header,
  divider,
  context,
  actions,
  image,
  markdown,
  richTextBlock,
  input,
]);

/** What `views.open` takes as `view`. */
export const viewContent = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(limits.viewTitle),
    submit: plainText(limits.viewButton).optional(),
    close: plainText(limits.viewButton).optional(),
    blocks: z.array(viewBlock).max(limits.blocksPerView),
    private_metadata: z.string().max(limits.viewPrivateMetadata).optional(),
    callback_id: z.string().max(limits.identifier).optional(),
    external_id: z.string().max(limits.identifier).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  })
  .refine((view) => view.submit !== undefined || view.blocks.every((block) => block.type !== 'input'), {
    message: 'must have submit, because a block of it is an input',
    path: ['submit'],
  });

/** A view that has passed the checks. */
export type ViewContent = z.infer<typeof viewContent>;
