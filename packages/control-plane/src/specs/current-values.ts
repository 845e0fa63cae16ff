import { ValidationException } from '../model/errors.ts';
import { isMapping, memberOf } from './spec-document.ts';

/** In a spec, "keep the value this parameter has now" (https://docs.aws.amazon.com/proton/latest/userguide/ag-create-svc.html). */
export const CURRENT_VALUE = '${Proton::CURRENT_VAL}';

/** Whether a spec asks anywhere to keep a current value. Cheap on purpose: most specs do not. */
export function keepsCurrentValues(text: string): boolean {
  return text.includes(CURRENT_VALUE);
}

/**
 * Replaces every CURRENT_VAL by the value at the same place of what is live. List items with a `name` are matched by
 * it, as instances are; other items by position.
 *
 * @param current what is live at this place, or undefined
 * @param path where this is, for the refusal
 * @throws ValidationException when there is no current value to keep
 */
export function fillCurrentValues(value: unknown, current: unknown, path: string): unknown {
  if (value === CURRENT_VALUE) {
    if (current === undefined) {
      throw new ValidationException(`The spec keeps the current value of ${path}, which has none. Give it a value.`);
    }
    return current;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      fillCurrentValues(item, counterpart(item, index, current), `${path}[${index}]`),
    );
  }
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      fillCurrentValues(
        member,
        isMapping(current) ? memberOf(current, name) : undefined,
        path === '' ? name : `${path}.${name}`,
      ),
    ]),
  );
}

function counterpart(item: unknown, index: number, current: unknown): unknown {
  if (!Array.isArray(current)) return undefined;
  const items: unknown[] = current;
  const name = isMapping(item) ? memberOf(item, 'name') : undefined;
  if (name === undefined) return items[index];
  return items.find((candidate) => isMapping(candidate) && memberOf(candidate, 'name') === name);
}
