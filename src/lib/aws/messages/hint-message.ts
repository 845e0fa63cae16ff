import type { Hint, SubjectReference } from '../../model/reference.ts';
import { type Fields, fieldsOf, optionalText, requiredText, wordOf } from './fields.ts';

/**
 * A hint on the queue of `observe`, from a one-shot schedule or the sweep: the JSON of {@link Hint}.
 *
 * @throws MalformedMessage
 */
export function readHint(fields: Fields): Hint {
  return {
    cause: wordOf(fields, 'cause', ['event', 'schedule', 'sweep', 'request']),
    reference: readReference(fieldsOf(fields['reference'], 'its reference')),
    ...optionalText(fields, 'attempt'),
  };
}

function readReference(fields: Fields): SubjectReference {
  const on = wordOf(fields, 'on', ['deployment', 'deploymentId', 'connection']);
  const common = {
    provider: requiredText(fields, 'provider'),
    ...optionalText(fields, 'target'),
    ...optionalText(fields, 'scope'),
  };
  if (on !== 'deployment') return { on, id: requiredText(fields, 'id'), ...common };
  // A word of its back end. Only the back end knows its kinds.
  return { on, kind: requiredText(fields, 'kind'), name: requiredText(fields, 'name'), ...common };
}
