import { ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { OperationCall, OperationHandlers } from './call.ts';
import { managedTagsOf } from './managed-tags.ts';
import { pageOf } from './pagination.ts';
import { checkTagKey, tagsOf } from './tagging.ts';

const MAXIMUM_TAGS = 50;

/** Customer tags, and beside them the managed ones, which nobody can change (https://docs.aws.amazon.com/proton/latest/userguide/resources.html). */
export const tagOperations = {
  TagResource({ resourceArn, tags }, call) {
    checkTaggable(call, resourceArn);
    const merged = new Map(tagsOf(call, resourceArn).map((tag) => [tag.key, tag]));
    for (const tag of tags) merged.set(tag.key, tag);
    if (merged.size > MAXIMUM_TAGS) throw new ValidationException(`A resource has at most ${MAXIMUM_TAGS} tags.`);
    call.parts.store.tags.set(resourceArn, { resourceArn, tags: [...merged.values()] });
    return {};
  },

  UntagResource({ resourceArn, tagKeys }, call) {
    checkTaggable(call, resourceArn);
    for (const key of tagKeys) checkTagKey(key);
    const tags = tagsOf(call, resourceArn).filter((tag) => !tagKeys.includes(tag.key));
    call.parts.store.tags.set(resourceArn, { resourceArn, tags });
    return {};
  },

  ListTagsForResource(input, call) {
    checkTaggable(call, input.resourceArn);
    const { items, nextToken } = pageOf(call, {
      operation: 'ListTagsForResource',
      input,
      items: [...managedTagsOf(call, input.resourceArn), ...tagsOf(call, input.resourceArn)],
      sortKey: (tag) => [tag.key],
    });
    return { tags: items, nextToken };
  },
} satisfies Partial<OperationHandlers>;

function checkTaggable(call: OperationCall, arn: string): void {
  const { deployables, services, templates, templateVersions, connections, repositories, deployments } =
    call.parts.store;
  const found =
    deployables.get(arn) ??
    services.get(arn) ??
    templates.get(arn) ??
    templateVersions.get(arn) ??
    repositories.get(arn) ??
    deployments.get(arn.slice(arn.lastIndexOf('/') + 1)) ??
    connections.get(arn.slice(arn.lastIndexOf('/') + 1));
  if (found?.arn !== arn || found.accountId !== call.accountId) throw new ResourceNotFoundException('resource', arn);
}
