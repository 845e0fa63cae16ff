import { isJsonObject, type JsonObject, objectsIn, textOf } from '../../json.ts';
import { askConfirmation } from '../dialogs/confirmation.ts';
import { make } from '../dom.ts';
import { icon } from '../icons.ts';
import { renderPlain, renderTextObject } from '../text/render-mrkdwn.ts';
import { type BlockContext, type ElementAction, readText } from './context.ts';

/** Renders an interactive element or an image. */
export function renderElement(element: JsonObject, blockId: string, context: BlockContext): HTMLElement {
  switch (element['type']) {
    case 'button':
      return renderButton(element, blockId, context);
    case 'static_select':
      return renderSelect(element, blockId, context);
    case 'overflow':
      return renderOverflow(element, blockId, context);
    case 'radio_buttons':
    case 'checkboxes':
      return renderChoices(element, blockId, context);
    default:
      return renderImage(element);
  }
}

/**
 * The page loads nothing from the network, so a picture is shown by its description, linked to its address.
 */
export function renderImage(element: JsonObject): HTMLElement {
  const label = textOf(element['alt_text']);
  const attributes = {
    class: 'picture',
    href: textOf(element['image_url']),
    target: '_blank',
    rel: 'noreferrer noopener',
  };
  return make('a', { ...attributes, title: 'Images are not loaded. Opens the address.' }, icon('picture'), label);
}

function renderButton(element: JsonObject, blockId: string, context: BlockContext): HTMLElement {
  const style = textOf(element['style']);
  const url = textOf(element['url']);
  const label = textOf(element['accessibility_label']);
  const button = make(
    'button',
    {
      type: 'button',
      class: `button ${style === '' ? '' : `button-${style}`}`,
      ...(label === '' ? {} : { 'aria-label': label }),
      data: { testid: `action-${textOf(element['action_id'])}` },
      on: {
        click: () => {
          if (url !== '') window.open(url, '_blank', 'noreferrer,noopener');
          void act(button, element, blockId, context);
        },
      },
    },
    renderPlain(readText(element['text']).text),
  );
  return button;
}

function renderSelect(element: JsonObject, blockId: string, context: BlockContext): HTMLElement {
  const placeholder = readText(element['placeholder']).text || 'Choose an option';
  const initial = isJsonObject(element['initial_option']) ? textOf(element['initial_option']['value']) : '';
  const select = make(
    'select',
    {
      class: 'select',
      'aria-label': placeholder,
      data: { testid: `action-${textOf(element['action_id'])}` },
      on: { change: () => void act(select, element, blockId, context, [select.value]) },
    },
    make('option', { value: '', disabled: true, selected: initial === '' }, placeholder),
    optionsOf(element, initial),
  );
  return select;
}

/** The options of a select, with their groups. */
export function optionsOf(element: JsonObject, initial: string): HTMLElement[] {
  const render = (option: JsonObject) =>
    make(
      'option',
      { value: textOf(option['value']), selected: option['value'] === initial },
      readText(option['text']).text,
    );
  const groups = objectsIn(element['option_groups']).map((group) =>
    make('optgroup', { label: readText(group['label']).text }, objectsIn(group['options']).map(render)),
  );
  return [...objectsIn(element['options']).map(render), ...groups];
}

function renderOverflow(element: JsonObject, blockId: string, context: BlockContext): HTMLElement {
  const details = make('details', { class: 'overflow', data: { testid: `action-${textOf(element['action_id'])}` } });
  const entries = objectsIn(element['options']).map((option) => {
    const value = textOf(option['value']);
    const choose = () => {
      details.open = false;
      const url = textOf(option['url']);
      if (url !== '') window.open(url, '_blank', 'noreferrer,noopener');
      void act(details, element, blockId, context, [value]);
    };
    const attributes = { type: 'button', class: 'overflow-entry', data: { testid: `option-${value}` } };
    return make('button', { ...attributes, on: { click: choose } }, readText(option['text']).text);
  });
  details.append(
    make('summary', { class: 'button', 'aria-label': 'More actions' }, icon('more')),
    make('div', { class: 'overflow-menu' }, entries),
  );
  return details;
}

function renderChoices(element: JsonObject, blockId: string, context: BlockContext): HTMLElement {
  const isMany = element['type'] === 'checkboxes';
  const group = make('fieldset', { class: 'choices', data: { testid: `action-${textOf(element['action_id'])}` } });
  const initial = new Set(
    [element['initial_option'], ...objectsIn(element['initial_options'])]
      .filter(isJsonObject)
      .map((option) => textOf(option['value'])),
  );
  for (const option of objectsIn(element['options'])) {
    const value = textOf(option['value']);
    const input = make('input', {
      type: isMany ? 'checkbox' : 'radio',
      name: `${blockId} ${textOf(element['action_id'])}`,
      value,
      checked: initial.has(value),
      on: { change: () => void act(group, element, blockId, context, checkedValues(group)) },
    });
    group.append(make('label', { class: 'choice' }, input, renderTextObject(readText(option['text']), context.names)));
  }
  return group;
}

/** What is ticked inside an element. */
export function checkedValues(element: Element): string[] {
  return [...element.querySelectorAll<HTMLInputElement>('input:checked')].map((input) => input.value);
}

/** Asks for confirmation if the element wants that, then sends; declining sends nothing. */
async function act(
  control: HTMLElement,
  element: JsonObject,
  blockId: string,
  context: BlockContext,
  choice?: readonly string[],
): Promise<void> {
  if (control.getAttribute('aria-busy') === 'true') return;
  if (isJsonObject(element['confirm']) && !(await askConfirmation(element['confirm'], context.names))) return;
  const action: ElementAction = {
    actionId: textOf(element['action_id']),
    blockId,
    ...(choice === undefined ? {} : { choice }),
  };
  control.setAttribute('aria-busy', 'true');
  await context.act(action).finally(() => control.removeAttribute('aria-busy'));
}
