import { fillCurrentValues, keepsCurrentValues } from './current-values.ts';
import { isMapping, memberOf, parseSpecDocument, unreadableSpec, writeSpecDocument } from './spec-document.ts';

/**
 * Reads an environment spec and returns its text: as sent, or written anew where current values were filled in (A23).
 * @param currentText the live spec, for `${Proton::CURRENT_VAL}`
 * @throws ValidationException when it is not an environment spec (A19)
 */
export function readEnvironmentSpec(text: string, currentText?: string): string {
  const given = parseSpecDocument(text, 'EnvironmentSpec');
  const inputs = memberOf(given, 'spec');
  if (inputs !== undefined && inputs !== null && !isMapping(inputs)) {
    throw unreadableSpec('EnvironmentSpec', '"spec" must be a mapping');
  }
  if (!keepsCurrentValues(text)) return text;
  const current = currentText === undefined ? undefined : parseSpecDocument(currentText, 'EnvironmentSpec');
  const filled = fillCurrentValues(given, current, '');
  return isMapping(filled) ? writeSpecDocument(filled) : text;
}
