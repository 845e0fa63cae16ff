import type { Item } from '../../model/item.ts';
import { operationActionIds } from '../action-ids.ts';
import { cut, onOneLine } from '../plain.ts';
import { formatOperationValue, formOf, type ResourceForm } from '../resources/index.ts';
import { type Button, limits, plainTextObject } from './block-kit.ts';

/** Operations that need only one click, without a form. */
type ClickableKind = 'recreate' | 'delete';

interface Style {
  readonly label: string;
  readonly color: 'primary' | 'danger';
  readonly keep: string;
  readonly question: (resource: string, name: string) => string;
}

const styles: Readonly<Record<ClickableKind, Style>> = {
  recreate: {
    label: 'Delete and create again',
    color: 'primary',
    keep: 'Not now',
    question: (resource, name) => `Deletes the ${resource} ${name} and creates a new one like it.`,
  },
  delete: {
    label: 'Delete',
    color: 'danger',
    keep: 'Keep it',
    question: (resource, name) => `Deletes the ${resource} ${name}.`,
  },
};

/** The target of a button: `id` is sent to the provider, because names are not unique; people see the name. */
interface ButtonSubject {
  readonly name: string;
  readonly id: string;
}

/** The operations that make sense for a deployment in its state, if its provider has a form. */
export function offeredButtons({ subject, details }: Item, forms: readonly ResourceForm[]): readonly Button[] {
  if (subject.on !== 'deployment') return [];
  const facts = subject.deployment;
  const form = formOf(forms, facts.provider);
  if (form === undefined) return [];
  const kinds = new Set(details.operations.filter(isClickable));
  return [...kinds].flatMap((kind) => operationButton(kind, form, { name: facts.name, id: facts.target }) ?? []);
}

function isClickable(kind: string): kind is ClickableKind {
  return Object.hasOwn(styles, kind);
}

/** One button with its confirm dialog; `undefined` if its value is too long for Slack. */
export function operationButton(
  kind: ClickableKind,
  form: ResourceForm,
  { name, id }: ButtonSubject,
): Button | undefined {
  const value = formatOperationValue({ kind, provider: form.provider, name: id });
  if (form.existing === undefined || value === undefined || id === '') return undefined;
  const { label, color, keep, question } = styles[kind];
  const text = `${question(form.resource, cut(onOneLine(name), 64))} ${form.existing.deleteWarning}`;
  return {
    type: 'button',
    action_id: operationActionIds[kind],
    text: plainTextObject(label, 75),
    style: color,
    value,
    confirm: {
      title: plainTextObject(`${label}?`, limits.confirmTitle),
      text: plainTextObject(text, limits.confirmText),
      confirm: plainTextObject(label, 30),
      deny: plainTextObject(keep, 30),
      style: color,
    },
  };
}
