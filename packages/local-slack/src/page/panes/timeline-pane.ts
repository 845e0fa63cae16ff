import type { TimelineEntry, TimelineKind } from '../../timeline.ts';
import { make, setChildren } from '../dom.ts';
import { formatPreciseClock } from '../messages/times.ts';
import type { PageState } from '../state.ts';
import type { Store } from '../store.ts';
import { showText } from '../text/emoji-pictures.ts';

const kinds: readonly TimelineKind[] = ['observed', 'decided', 'acted', 'posted', 'refused', 'failed'];

/** What the app saw, decided and did, with the reasons. */
export function makeTimelinePane(store: Store): HTMLElement {
  const list = make('ol', { class: 'timeline', tabindex: 0, 'aria-label': 'Timeline', data: { testid: 'timeline' } });
  const empty = make('li', { class: 'empty' }, 'What the app sees, decides and does appears here, with its reasons.');
  const elements = new WeakMap<TimelineEntry, HTMLElement>();
  const render = (entry: TimelineEntry) => {
    const present = elements.get(entry) ?? renderEntry(entry, (target) => setTarget(store, target));
    elements.set(entry, present);
    return present;
  };
  store.show((state) => {
    const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    const shown = state.timeline.filter((entry) => isShown(entry, state)).map(render);
    setChildren(list, shown.length === 0 ? [empty] : shown);
    if (wasAtEnd) list.scrollTop = list.scrollHeight;
  });
  return make(
    'aside',
    { class: 'pane pane-timeline', 'aria-label': 'Timeline of the app', data: { testid: 'timeline-pane' } },
    make(
      'header',
      { class: 'pane-header' },
      make('h2', { class: 'pane-title' }, 'Timeline'),
      make('span', { class: 'pane-topic' }, 'what the app saw, decided and did'),
    ),
    makeFilters(store),
    list,
  );
}

function isShown(entry: TimelineEntry, { hiddenKinds, targetFilter }: PageState): boolean {
  if (hiddenKinds.has(entry.kind)) return false;
  return targetFilter === '' || (entry.target ?? '').toLowerCase().includes(targetFilter.toLowerCase());
}

function makeFilters(store: Store): HTMLElement {
  const chips = kinds.map((kind) => {
    const chip = make(
      'button',
      {
        type: 'button',
        class: `chip kind-${kind}`,
        'aria-pressed': 'true',
        data: { testid: `timeline-filter-${kind}` },
        on: { click: () => toggleKind(store, kind) },
      },
      kind,
    );
    store.show(({ hiddenKinds }) => chip.setAttribute('aria-pressed', String(!hiddenKinds.has(kind))));
    return chip;
  });
  const target = make('input', {
    type: 'search',
    class: 'text-input timeline-target',
    placeholder: 'Filter by target …',
    'aria-label': 'Filter by target',
    data: { testid: 'timeline-target' },
    on: { input: () => setTarget(store, target.value) },
  });
  store.show(({ targetFilter }) => {
    if (target.value !== targetFilter) target.value = targetFilter;
  });
  return make('div', { class: 'timeline-filters' }, make('div', { class: 'chips' }, chips), target);
}

function toggleKind(store: Store, kind: TimelineKind): void {
  store.change((state) => {
    const hiddenKinds = new Set(state.hiddenKinds);
    if (!hiddenKinds.delete(kind)) hiddenKinds.add(kind);
    return { ...state, hiddenKinds };
  });
}

function setTarget(store: Store, targetFilter: string): void {
  store.change((state) => ({ ...state, targetFilter }));
}

function renderEntry(entry: TimelineEntry, chooseTarget: (target: string) => void): HTMLElement {
  const { kind, title, target, detail, atMs } = entry;
  const chosen = { click: () => chooseTarget(target ?? '') };
  const line = [
    make('span', { class: `kind kind-${kind}` }, kind),
    target !== undefined &&
      make('button', { type: 'button', class: 'target', title: `Only ${target}`, on: chosen }, target),
    make('time', { datetime: new Date(atMs).toISOString() }, formatPreciseClock(atMs)),
  ];
  return make(
    'li',
    { class: `entry entry-${kind}`, data: { testid: 'timeline-entry', kind } },
    make('div', { class: 'entry-line' }, line),
    make('div', { class: 'entry-title' }, title),
    detail !== undefined &&
      detail !== '' &&
      make('details', { class: 'entry-detail' }, make('summary', {}, 'Why'), make('pre', {}, showText(detail))),
  );
}
