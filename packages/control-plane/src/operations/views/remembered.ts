import type { Output } from '../call.ts';

/** Of texts that were asked for lately, so many characters are kept, and as many of those before them. */
const KEPT_CHARACTERS = 16 * 1024 * 1024;

interface Remembered {
  readonly view: Output;
  readonly text: string;
}

/** The JSON of views, by the view. */
const texts = new WeakMap<object, string>();

/**
 * A view of records that is made once for each record, since a changed record is another one, and whose JSON is kept with it
 * (see `jsonOf`). For lists, which have many entries and of these few that have changed.
 * @param view must depend on the record alone
 * @returns the view, frozen, as several callers get the same one
 */
export function remembered<Record extends object>(view: (record: Record) => Output): (record: Record) => Output {
  let lately = new WeakMap<Record, Remembered>();
  let before = new WeakMap<Record, Remembered>();
  let characters = 0;
  return (record) => {
    const known = lately.get(record);
    if (known !== undefined) return known.view;
    const found = before.get(record) ?? make(view(record));
    characters += found.text.length;
    if (characters > KEPT_CHARACTERS) {
      before = lately;
      lately = new WeakMap();
      characters = found.text.length;
    }
    lately.set(record, found);
    return found.view;
  };
}

function make(view: Output): Remembered {
  const text = JSON.stringify(view);
  texts.set(Object.freeze(view), text);
  return { view, text };
}

/** The JSON of an output, as `JSON.stringify` makes it. What is remembered in its lists is not made into text again. */
export function jsonOf(output: Output): string {
  const members: string[] = [];
  for (const name of Object.keys(output)) {
    const value = output[name];
    const text = Array.isArray(value) ? listText(value) : JSON.stringify(value);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function listText(list: readonly unknown[]): string {
  const [first] = list;
  if (typeof first !== 'object' || first === null || !texts.has(first)) return JSON.stringify(list);
  return `[${list.map(textOf).join(',')}]`;
}

function textOf(entry: unknown): string {
  const known = typeof entry === 'object' && entry !== null ? texts.get(entry) : undefined;
  return known ?? JSON.stringify(entry) ?? 'null';
}
