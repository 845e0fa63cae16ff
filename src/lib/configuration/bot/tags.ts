import { z } from 'zod';
import { listOf, oneOrMore, strictObject } from '../../configuration-check/index.ts';
import { isTagKey, type TagKeys, usualTagKeys } from '../../model/tags.ts';

const tagKey = z
  .string()
  .refine(isTagKey, 'not the key of a tag; it has 1 to 128 letters, digits, spaces and _.:/=+-@');
const tagKeys = oneOrMore(tagKey, 20).optional();

/** `tags` of `bot.yml`: where back ends that have no environments and services of their own find them. */
export const tagsSchema = strictObject({
  environment: tagKeys.describe(
    `Keys whose value is the environment; ${inWords(usualTagKeys.environment)} if left out.`,
  ),
  service: tagKeys.describe(`Keys whose value is the service; ${inWords(usualTagKeys.service)} if left out.`),
})
  .optional()
  .describe(
    'Tags that name the environment and the service of stacks and the like, in the order in which they are looked for.',
  );

/** Every key in its order; those that are left out as they are by default. */
export function tagKeysOf(tags: z.infer<typeof tagsSchema>): TagKeys {
  const { environment, service } = tags ?? {};
  return {
    environment: environment === undefined ? usualTagKeys.environment : listOf(environment),
    service: service === undefined ? usualTagKeys.service : listOf(service),
  };
}

function inWords(keys: readonly string[]): string {
  return keys.join(', ');
}
