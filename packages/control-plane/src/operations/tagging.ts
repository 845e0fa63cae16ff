import { ValidationException } from '../model/errors.ts';
import type { Tag } from '../store/records.ts';
import type { OperationCall } from './call.ts';

/**
 * Keys that begin with `aws:` are AWS's own (https://docs.aws.amazon.com/proton/latest/userguide/resources.html).
 * @throws ValidationException when a request gives one
 */
export function checkTagKeys(input: { readonly tags?: readonly Tag[] }): void {
  for (const { key } of input.tags ?? []) checkTagKey(key);
}

/** @throws ValidationException when the key is one of AWS's own */
export function checkTagKey(key: string): void {
  if (key.toLowerCase().startsWith('aws:')) {
    throw new ValidationException('Tag keys that begin with "aws:" are reserved.');
  }
}

/** Tags given with a create; of two with one key the later counts. Creating anew starts with those tags alone. */
export function tagNewResource(call: OperationCall, resourceArn: string, tags: readonly Tag[] | undefined): void {
  if (tags === undefined || tags.length === 0) return;
  const byKey = new Map(tags.map((tag) => [tag.key, tag]));
  call.parts.store.tags.set(resourceArn, { resourceArn, tags: [...byKey.values()] });
}

/** Customer tags of a resource. */
export function tagsOf(call: OperationCall, resourceArn: string): readonly Tag[] {
  return call.parts.store.tags.get(resourceArn)?.tags ?? [];
}
