/** What an element may be given: attributes by name, `on…` listeners, and `data` for `data-…`. */
export interface Attributes {
  readonly class?: string | undefined;
  readonly data?: Readonly<Record<string, string | undefined>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
  readonly [name: string]: unknown;
}

export type Child = Node | string | undefined | false | readonly Child[];

/**
 * Makes an element. Strings become text nodes and attributes are set one by one: no text ever becomes markup here, and
 * nothing else on the page makes elements.
 */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  const { class: className, data, on, ...others } = attributes;
  if (className !== undefined && className !== '') element.className = className;
  for (const [key, value] of Object.entries(data ?? {})) if (value !== undefined) element.dataset[key] = value;
  for (const [event, listener] of Object.entries(on ?? {})) element.addEventListener(event, listener);
  for (const [key, value] of Object.entries(others)) {
    if (typeof value === 'string' || typeof value === 'number') element.setAttribute(key, String(value));
    else if (value === true) element.setAttribute(key, '');
  }
  append(element, children);
  return element;
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    if (typeof child === 'string') parent.appendChild(document.createTextNode(child));
    else if (child instanceof Node) parent.appendChild(child);
    else append(parent, child);
  }
}

/** Gives a parent these children in this order, moving only what is not in its place: focus and scroll survive. */
export function setChildren(parent: Element, children: readonly Element[]): void {
  const wanted = new Set<Element>(children);
  for (const child of parent.querySelectorAll(':scope > *')) if (!wanted.has(child)) child.remove();
  for (const [index, child] of children.entries()) {
    const present = parent.children[index];
    if (present !== child) parent.insertBefore(child, present ?? null);
  }
}
