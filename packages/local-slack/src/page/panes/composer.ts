import { make } from '../dom.ts';
import { icon } from '../icons.ts';
import { ask } from '../requests.ts';
import type { PageState } from '../state.ts';
import type { Store } from '../store.ts';

/** The slash box, and who one is. Text that is no command is posted as a message of that person. */
export function makeComposer(store: Store): HTMLElement {
  const history = new InputHistory();
  const input = make('input', {
    class: 'composer-input',
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-label': 'Message or command',
    'aria-describedby': 'composer-hint',
    data: { testid: 'composer-input' },
  });
  const hint = make('div', { class: 'composer-hint', id: 'composer-hint', 'aria-live': 'polite' });
  const submit = async () => {
    const text = input.value.trim();
    if (text === '') return;
    const { personId, channelId } = store.state;
    input.value = '';
    history.add(text);
    hint.replaceChildren();
    const request = { personId, channelId, text };
    const result = text.startsWith('/') ? await ask('command', request) : await ask('message', request);
    // What Slack itself has to say stands in the channel; only a server that is gone is said here.
    if (!result.ok && result.error?.includes(' ') === true) hint.textContent = result.error;
  };
  input.addEventListener('input', () => showHint(hint, input.value, store.state));
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    input.value = event.key === 'ArrowUp' ? history.older(input.value) : history.newer();
  });
  store.show((state) => {
    const channel = state.snapshot?.channels.find((candidate) => candidate.id === state.channelId);
    const command = state.snapshot?.app.commands[0]?.command ?? '/';
    const place =
      channel?.directMessageWith === undefined ? `#${channel?.name ?? ''}` : (state.snapshot?.app.displayName ?? '');
    input.placeholder = `Message ${place}, or ${command} …`;
  });
  return make(
    'form',
    {
      class: 'composer',
      on: {
        submit: (event) => {
          event.preventDefault();
          void submit();
        },
      },
    },
    hint,
    make(
      'div',
      { class: 'composer-row' },
      makePersonSwitch(store),
      input,
      make(
        'button',
        {
          type: 'submit',
          class: 'button button-primary composer-send',
          'aria-label': 'Send',
          data: { testid: 'composer-send' },
        },
        icon('send'),
      ),
    ),
  );
}

function makePersonSwitch(store: Store): HTMLElement {
  const select = make('select', {
    class: 'person-select',
    'aria-label': 'You are',
    data: { testid: 'person-select' },
    on: {
      change: () => {
        sessionStorage.setItem('person', select.value);
        store.change((state) => switchPerson(state, select.value));
      },
    },
  });
  let shownFor: PageState['snapshot'];
  store.show((state) => {
    if (state.snapshot !== undefined && state.snapshot !== shownFor) {
      shownFor = state.snapshot;
      const options = state.snapshot.people.map((person) =>
        make('option', { value: person.id }, `${person.displayName} (${person.role})`),
      );
      select.replaceChildren(...options);
    }
    select.value = state.personId;
  });
  return make('label', { class: 'person' }, make('span', {}, 'You are'), select);
}

/** Direct messages are another's as soon as one is somebody else: then the person's own are shown. */
function switchPerson(state: PageState, personId: string): PageState {
  const channels = state.snapshot?.channels ?? [];
  const open = channels.find((channel) => channel.id === state.channelId);
  if (open?.directMessageWith === undefined) return { ...state, personId };
  const own = channels.find((channel) => channel.directMessageWith === personId);
  return { ...state, personId, channelId: own?.id ?? state.channelId, threadTs: undefined };
}

function showHint(hint: HTMLElement, typed: string, state: PageState): void {
  const [name = ''] = typed.split(' ');
  const commands = state.snapshot?.app.commands ?? [];
  const matching = typed.startsWith('/') ? commands.filter(({ command }) => command.startsWith(name)) : [];
  hint.replaceChildren(
    ...matching.map(({ command, description, usageHint }) =>
      make('span', {}, make('strong', {}, command), ` ${usageHint} `, make('em', {}, description)),
    ),
  );
}

/** What was sent before, for the arrow keys. */
export class InputHistory {
  readonly #sent: string[] = [];
  #position = 0;
  #draft = '';

  add(text: string): void {
    this.#sent.push(text);
    this.#position = this.#sent.length;
    this.#draft = '';
  }

  /** The text before the one shown; the one being typed is kept for the way back. */
  older(shown: string): string {
    if (this.#position === this.#sent.length) this.#draft = shown;
    this.#position = Math.max(0, this.#position - 1);
    return this.#sent[this.#position] ?? shown;
  }

  newer(): string {
    this.#position = Math.min(this.#sent.length, this.#position + 1);
    return this.#sent[this.#position] ?? this.#draft;
  }
}
