import { renderModal } from '../dialogs/modal.ts';
import { ask } from '../requests.ts';
import type { Store } from '../store.ts';
import { namesOf } from '../text/names.ts';

/** Shows the topmost modal of the person one is. */
export function showModals(store: Store): void {
  let shownHash = '';
  let dialog: HTMLDialogElement | undefined;
  store.show(({ snapshot, personId, views }) => {
    const view = views[personId]?.at(-1);
    if (snapshot === undefined || (view?.hash ?? '') === shownHash) return;
    shownHash = view?.hash ?? '';
    dialog?.remove();
    dialog = undefined;
    if (view === undefined) return;
    dialog = renderModal(
      view,
      {
        names: namesOf(snapshot),
        act: async (action) => {
          await ask('action', { personId, viewId: view.id, ...action });
        },
      },
      {
        submit: (submitted, entered) => ask('submit', { personId, viewId: submitted.id, entered }),
        close: (closed) => void ask('close', { personId, viewId: closed.id }),
      },
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
