import type { Members } from '../shapes.ts';

/** Inputs of the operations on tags, after the API model. */
export const TAGS_INPUTS = {
  TagResource: { required: { resourceArn: 'Arn', tags: 'TagList' }, optional: {} },
  UntagResource: { required: { resourceArn: 'Arn', tagKeys: 'TagKeyList' }, optional: {} },
  ListTagsForResource: {
    required: { resourceArn: 'Arn' },
    optional: { maxResults: 'MaxPageResults', nextToken: 'String' },
  },
} as const satisfies Record<string, Members>;
