import { UnknownSlackObjectError } from '../errors.ts';
import { type JsonObject, objectsIn, textOf } from '../json.ts';

/**
 * What a payload says about the options that were chosen in an element; undefined for elements without options.
 *
 * @throws {@link UnknownSlackObjectError} if the element does not offer the option.
 */
export function chooseIn(element: JsonObject, values: readonly string[] | undefined): JsonObject | undefined {
  const options = optionsOf(element);
  if (options.length === 0) return undefined;
  const chosen = (values ?? []).map((value) => {
    const option = options.find((candidate) => candidate['value'] === value);
    if (option !== undefined) return option;
    throw new UnknownSlackObjectError(
      'option',
      value,
      options.map((candidate) => textOf(candidate['value'])),
    );
  });
  return element['type'] === 'checkboxes' ? { selected_options: chosen } : { selected_option: chosen[0] ?? null };
}

/** The options of an element, those in groups included. */
function optionsOf(element: JsonObject): readonly JsonObject[] {
  const groups = objectsIn(element['option_groups']).flatMap((group) => objectsIn(group['options']));
  return [...objectsIn(element['options']), ...groups];
}
