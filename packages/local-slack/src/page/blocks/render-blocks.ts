import type { Block } from '../../block-kit/index.ts';
import { isJsonObject, type JsonObject, objectsIn, textOf } from '../../json.ts';
import { make } from '../dom.ts';
import { renderMrkdwn, renderPlain, renderTextObject } from '../text/render-mrkdwn.ts';
import { type BlockContext, readText } from './context.ts';
import { renderElement, renderImage } from './elements.ts';
import { renderRichText } from './rich-text.ts';

/** Renders the blocks of a message or modal, except inputs, which only modals have. */
export function renderBlocks(blocks: readonly Block[], context: BlockContext): HTMLElement[] {
  return blocks.map((block) => {
    const element = renderBlock(block, context);
    element.dataset['blockId'] = block.block_id;
    return element;
  });
}

function renderBlock(block: Block, context: BlockContext): HTMLElement {
  switch (block.type) {
    case 'header':
      return make('h3', { class: 'block-header' }, renderPlain(readText(block['text']).text));
    case 'divider':
      return make('hr', { class: 'block-divider' });
    case 'section':
      return renderSection(block, context);
    case 'context':
      return make(
        'div',
        { class: 'block-context' },
        objectsIn(block['elements']).map((element) => renderContextElement(element, context)),
      );
    case 'actions':
      return make(
        'div',
        { class: 'block-actions' },
        objectsIn(block['elements']).map((element) => renderElement(element, block.block_id, context)),
      );
    case 'image':
      return make(
        'figure',
        { class: 'block-image' },
        make('figcaption', {}, renderPlain(readText(block['title']).text)),
        renderImage(block),
      );
    case 'markdown':
      // Slack reads standard Markdown here; of that, this page shows what it has in common with mrkdwn.
      return make('div', { class: 'block-text' }, renderMrkdwn(textOf(block['text']), context.names));
    case 'rich_text':
      return renderRichText(block, context.names);
    default:
      return make('div', { class: 'block-unknown' }, `This page does not show "${block.type}" blocks.`);
  }
}

function renderSection(block: Block, context: BlockContext): HTMLElement {
  const { accessory } = block;
  return make(
    'div',
    { class: 'block-section' },
    make(
      'div',
      { class: 'block-section-body' },
      isJsonObject(block['text']) &&
        make('div', { class: 'block-text' }, renderTextObject(readText(block['text']), context.names)),
      Array.isArray(block['fields']) &&
        make(
          'div',
          { class: 'block-fields' },
          objectsIn(block['fields']).map((field) =>
            make('div', { class: 'block-text' }, renderTextObject(readText(field), context.names)),
          ),
        ),
    ),
    isJsonObject(accessory) &&
      make('div', { class: 'block-accessory' }, renderElement(accessory, block.block_id, context)),
  );
}

function renderContextElement(element: JsonObject, context: BlockContext): HTMLElement {
  if (element['type'] === 'image') return renderImage(element);
  return make('span', { class: 'block-context-text' }, renderTextObject(readText(element), context.names));
}
