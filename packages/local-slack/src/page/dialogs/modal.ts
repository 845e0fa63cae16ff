import type { Block } from '../../block-kit/index.ts';
import { isJsonObject, type JsonObject, objectsIn, textOf } from '../../json.ts';
import type { View } from '../../workspace/types.ts';
import { type BlockContext, readText } from '../blocks/context.ts';
import { checkedValues, optionsOf, renderElement } from '../blocks/elements.ts';
import { renderBlocks } from '../blocks/render-blocks.ts';
import { make } from '../dom.ts';
import { icon } from '../icons.ts';
import type { RequestResult } from '../requests.ts';
import { renderPlain } from '../text/render-mrkdwn.ts';

type Entered = Record<string, string | string[]>;

/** What a modal can ask for. */
export interface ModalActions {
  submit(view: View, entered: Entered): Promise<RequestResult>;
  close(view: View): void;
}

/** Makes the dialog for a modal; the caller shows and removes it. */
export function renderModal(view: View, context: BlockContext, actions: ModalActions): HTMLDialogElement {
  const problem = make('p', { class: 'dialog-problem', role: 'alert', hidden: true });
  const body = view.blocks.map((block) =>
    block.type === 'input' ? renderInput(block, context) : (renderBlocks([block], context)[0] ?? make('div')),
  );
  let isSending = false;
  const submit = async () => {
    if (isSending) return;
    isSending = true;
    const result = await actions.submit(view, readEntered(view, form)).finally(() => {
      isSending = false;
    });
    const errors = result.errors ?? {};
    for (const slot of form.querySelectorAll<HTMLElement>('.input-error')) {
      slot.textContent = errors[slot.dataset['blockId'] ?? ''] ?? '';
    }
    problem.hidden = result.error === undefined;
    problem.textContent = result.error ?? '';
  };
  const form = make(
    'form',
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          void submit();
        },
      },
    },
    make(
      'header',
      { class: 'dialog-header' },
      make('h2', { class: 'dialog-title' }, renderPlain(readText(view.title).text)),
      make(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': 'Close', on: { click: () => actions.close(view) } },
        icon('close'),
      ),
    ),
    make('div', { class: 'dialog-body' }, body, problem),
    make(
      'div',
      { class: 'dialog-buttons' },
      make(
        'button',
        { type: 'button', class: 'button', data: { testid: 'modal-close' }, on: { click: () => actions.close(view) } },
        readText(view.close).text || 'Cancel',
      ),
      view.submit !== undefined &&
        make(
          'button',
          { type: 'submit', class: 'button button-primary', data: { testid: 'modal-submit' } },
          renderPlain(readText(view.submit).text),
        ),
    ),
  );
  const dialog = make('dialog', { class: 'dialog', data: { testid: 'modal', viewId: view.id } }, form);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    actions.close(view);
  });
  return dialog;
}

function renderInput(block: Block, context: BlockContext): HTMLElement {
  const element = isJsonObject(block['element']) ? block['element'] : {};
  const hint = readText(block['hint']).text;
  return make(
    'label',
    { class: 'input-block' },
    make(
      'span',
      { class: 'input-label' },
      renderPlain(readText(block['label']).text),
      block['optional'] === true && make('span', { class: 'input-optional' }, ' (optional)'),
    ),
    renderControl(block, element, context),
    hint !== '' && make('span', { class: 'input-hint' }, renderPlain(hint)),
    make('span', { class: 'input-error', role: 'alert', data: { blockId: block.block_id } }),
  );
}

function renderControl(block: Block, element: JsonObject, context: BlockContext): HTMLElement {
  const name = block.block_id;
  const placeholder = readText(element['placeholder']).text;
  if (element['type'] === 'plain_text_input') {
    const initial = textOf(element['initial_value']);
    const limits = { maxlength: textOf(element['max_length']), minlength: textOf(element['min_length']) };
    const set = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== ''));
    const attributes = { class: 'text-input', name, placeholder, ...set, data: { testid: `input-${name}` } };
    if (element['multiline'] === true) return make('textarea', { ...attributes, rows: 4 }, initial);
    return make('input', { ...attributes, type: 'text', value: initial });
  }
  if (element['type'] === 'static_select') {
    const initial = isJsonObject(element['initial_option']) ? textOf(element['initial_option']['value']) : '';
    const attributes = { class: 'select', name, data: { testid: `input-${name}` } };
    const first = make('option', { value: '', selected: initial === '' }, placeholder || 'Choose an option');
    return make('select', attributes, first, optionsOf(element, initial));
  }
  // Inside an input block, choosing sends nothing: the values go with the submission.
  return renderElement(element, name, { ...context, act: () => Promise.resolve() });
}

function readEntered(view: View, form: HTMLFormElement): Entered {
  const entered: Entered = {};
  for (const block of view.blocks) {
    if (block.type !== 'input' || !isJsonObject(block['element'])) continue;
    const control = form.elements.namedItem(block.block_id);
    if (objectsIn(block['element']['options']).length > 0 && block['element']['type'] !== 'static_select') {
      const group = form.querySelector(`[data-testid="action-${CSS.escape(textOf(block['element']['action_id']))}"]`);
      entered[block.block_id] = group === null ? [] : checkedValues(group);
    } else if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      entered[block.block_id] = control.value;
    }
  }
  return entered;
}
