import type { DiscoveryJob, DiscoveryProgress } from '../../model/discovery.ts';
import { type Fields, fieldsOf, MalformedMessage, readBody, requiredText } from './fields.ts';

/**
 * A job on the queue of `discover`, from the sweep or from `discover` itself: the JSON of {@link DiscoveryJob}.
 *
 * @throws MalformedMessage
 */
export function readDiscoveryJob(body: string): DiscoveryJob {
  const fields = readBody(body);
  return {
    provider: requiredText(fields, 'provider'),
    scope: requiredText(fields, 'scope'),
    enqueuedAtMs: numberOf(fields, 'enqueuedAtMs'),
    expiresAtMs: numberOf(fields, 'expiresAtMs'),
    ...(fields['progress'] === undefined
      ? {}
      : { progress: readProgress(fieldsOf(fields['progress'], 'its progress')) }),
  };
}

function readProgress(fields: Fields): DiscoveryProgress {
  const { unseen, isIncomplete } = fields;
  if (typeof isIncomplete !== 'boolean') throw new MalformedMessage('its isIncomplete is neither true nor false');
  return {
    leaseId: requiredText(fields, 'leaseId'),
    token: requiredText(fields, 'token'),
    isIncomplete,
    steps: numberOf(fields, 'steps'),
    ...(unseen === undefined ? {} : { unseen: textsOf(unseen) }),
  };
}

function textsOf(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  return texts.map((text) => {
    if (typeof text !== 'string') throw new MalformedMessage('its unseen is not a list of texts');
    return text;
  });
}

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new MalformedMessage(`its ${name} is not a number`);
  return value;
}
