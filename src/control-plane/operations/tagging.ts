import type { Tag } from '../store/records.ts';
import type { OperationCall } from './call.ts';

/** Tags given with a create. Creating anew starts with those tags alone. */
export function tagNewResource(call: OperationCall, resourceArn: string, tags: readonly Tag[] | undefined): void {
  if (tags !== undefined && tags.length > 0) call.parts.store.tags.set(resourceArn, { resourceArn, tags });
}

/** Customer tags of a resource. */
export function tagsOf(call: OperationCall, resourceArn: string): readonly Tag[] {
  return call.parts.store.tags.get(resourceArn)?.tags ?? [];
}
