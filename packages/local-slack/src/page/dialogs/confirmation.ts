import { type JsonObject, textOf } from '../../json.ts';
import { readText } from '../blocks/context.ts';
import { make } from '../dom.ts';
import type { Names } from '../text/names.ts';
import { renderPlain, renderTextObject } from '../text/render-mrkdwn.ts';

/** Shows a confirm object and waits for the person. Escape means no. */
export function askConfirmation(confirm: JsonObject, names: Names): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = make('dialog', { class: 'dialog dialog-confirm', data: { testid: 'confirm-dialog' } });
    const style = textOf(confirm['style']) || 'primary';
    const answer = (value: string) => ({ click: () => dialog.close(value) });
    dialog.append(
      make('h2', { class: 'dialog-title' }, renderPlain(readText(confirm['title']).text)),
      make('div', { class: 'dialog-body block-text' }, renderTextObject(readText(confirm['text']), names)),
      make(
        'div',
        { class: 'dialog-buttons' },
        make(
          'button',
          { type: 'button', class: 'button', data: { testid: 'confirm-deny' }, on: answer('no') },
          renderPlain(readText(confirm['deny']).text),
        ),
        make(
          'button',
          { type: 'button', class: `button button-${style}`, data: { testid: 'confirm-ok' }, on: answer('yes') },
          renderPlain(readText(confirm['confirm']).text),
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
