import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkMessageBlocks, checkView, limits } from '../src/block-kit/index.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const many = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const button = (changes: Record<string, unknown> = {}) => ({ type: 'button', text: plain(5), ...changes });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const option = (length: number) => ({ text: plain(length), value: 'v'.repeat(length) });
const confirm = (changes: Record<string, unknown>) =>
  actions(button({ confirm: { title: plain(1), text: plain(1), confirm: plain(1), deny: plain(1), ...changes } }));

/** Each limit of §5.5: what makes a block of a given size, the largest that is allowed, and where the problem points. */
const limited: readonly [name: string, make: (size: number) => unknown, maximum: number, pointer: string][] = [
  ['header text', (size) => ({ type: 'header', text: plain(size) }), limits.headerText, '/text/text'],
  ['section text', (size) => ({ type: 'section', text: mrkdwn(size) }), limits.sectionText, '/text/text'],
  ['section fields', (size) => ({ type: 'section', fields: many(size, mrkdwn(1)) }), limits.sectionFields, '/fields'],
  ['field text', (size) => ({ type: 'section', fields: [mrkdwn(size)] }), limits.sectionFieldText, '/fields/0/text'],
  [
    'context elements',
    (size) => ({ type: 'context', elements: many(size, mrkdwn(1)) }),
    limits.contextElements,
    '/elements',
  ],
  ['actions elements', (size) => actions(...many(size, button())), limits.actionsElements, '/elements'],
  ['button text', (size) => actions(button({ text: plain(size) })), limits.buttonText, '/elements/0/text/text'],
  ['button value', (size) => actions(button({ value: 'x'.repeat(size) })), limits.buttonValue, '/elements/0/value'],
  ['action_id', (size) => actions(button({ action_id: 'x'.repeat(size) })), limits.identifier, '/elements/0/action_id'],
  ['block_id', (size) => ({ type: 'divider', block_id: 'x'.repeat(size) }), limits.identifier, '/block_id'],
  [
    'select options',
    (size) => actions({ type: 'static_select', options: many(size, option(1)) }),
    limits.selectOptions,
    '/elements/0/options',
  ],
  [
    'option text',
    (size) => actions({ type: 'static_select', options: [{ ...option(1), text: plain(size) }] }),
    limits.optionText,
    '/elements/0/options/0/text/text',
  ],
  [
    'overflow options',
    (size) => actions({ type: 'overflow', options: many(size, option(1)) }),
    limits.overflowOptions,
    '/elements/0/options',
  ],
  ['confirm title', (size) => confirm({ title: plain(size) }), limits.confirmTitle, '/elements/0/confirm/title/text'],
  ['confirm text', (size) => confirm({ text: mrkdwn(size) }), limits.confirmText, '/elements/0/confirm/text/text'],
  ['confirm button', (size) => confirm({ deny: plain(size) }), limits.confirmButton, '/elements/0/confirm/deny/text'],
  [
    'image alt text',
    (size) => ({ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'x'.repeat(size) }),
    limits.imageAltText,
    '/alt_text',
  ],
];

describe('limits', () => {
  test.each(limited)(
    '%s: the limit is allowed, one more is refused and its place is named',
    (_, make, maximum, place) => {
      expect(checkMessageBlocks([make(maximum)])).toHaveProperty('blocks');
      expect(checkMessageBlocks([{ type: 'divider' }, make(maximum + 1)])).toMatchObject({
        error: 'invalid_blocks',
        problems: [expect.stringContaining(`[json-pointer:/blocks/1${place}`)],
      });
    },
  );

  test('50 blocks are a message, 51 are not', () => {
    expect(checkMessageBlocks(many(50, { type: 'divider' }))).toHaveProperty('blocks');
    expect(checkMessageBlocks(many(51, { type: 'divider' }))).toMatchObject({
      error: 'invalid_blocks',
      problems: ['must be no more than 50 items [json-pointer:/blocks]'],
    });
  });

  test('blocks that are each short enough may be too long together', () => {
    expect(checkMessageBlocks(many(4, { type: 'section', text: mrkdwn(3000) }))).toHaveProperty('blocks');
    expect(checkMessageBlocks(many(5, { type: 'section', text: mrkdwn(3000) }))).toMatchObject({
      error: 'msg_blocks_too_long',
    });
    const markdown = (length: number) => ({ type: 'markdown', text: 'x'.repeat(length) });
    expect(checkMessageBlocks([markdown(6000), markdown(6001)])).toMatchObject({ error: 'msg_blocks_too_long' });
  });
});

describe('shapes', () => {
  test.each([
    ['no type', {}, 'unsupported type'],
    ['a type that does not exist', { type: 'sektion' }, 'unsupported type'],
    [
      'an input outside of a modal',
      { type: 'input', label: plain(1), element: { type: 'plain_text_input' } },
      'unsupported',
    ],
    ['a section with nothing', { type: 'section' }, 'must have text or fields'],
    ['a header in mrkdwn', { type: 'header', text: mrkdwn(3) }, '/blocks/0/text/type'],
    ['an empty text', { type: 'section', text: mrkdwn(0) }, 'at least 1 characters'],
    ['a property that does not exist', { type: 'divider', colour: 'red' }, 'no such property: colour'],
    ['a style that does not exist', actions(button({ style: 'warning' })), 'must be "primary" or "danger"'],
    ['an address that runs', actions(button({ url: 'javascript:alert(1)' })), '/elements/0/url'],
    ['a picture without words', { type: 'image', image_url: 'https://example.com/a.png' }, '/alt_text'],
    ['one name for two actions', actions(button({ action_id: 'a' }), button({ action_id: 'a' })), 'already exists'],
  ])('%s is refused', (_, block, problem) => {
    expect(checkMessageBlocks([block])).toMatchObject({
      error: 'invalid_blocks',
      problems: expect.arrayContaining([expect.stringContaining(problem)]),
    });
  });

  test('one name for two blocks is refused', () => {
    const block = { type: 'divider', block_id: 'same' };
    expect(checkMessageBlocks([block, block])).toMatchObject({ error: 'invalid_blocks' });
  });

  test('blocks come as JSON text too; what is no array is refused as such', () => {
    expect(checkMessageBlocks(JSON.stringify([{ type: 'divider' }]))).toEqual({ blocks: [{ type: 'divider' }] });
    for (const blocks of ['{', '{}', 7, null, {}]) {
      expect(checkMessageBlocks(blocks)).toMatchObject({ error: 'invalid_blocks_format' });
    }
  });

  test('nothing that can be sent makes the check throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (blocks, view) => {
        checkMessageBlocks([blocks, { type: 'section', text: blocks }]);
        checkView(view);
      }),
    );
  });
});
