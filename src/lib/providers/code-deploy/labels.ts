import { errorName } from '../../model/errors.ts';
import { placeOfArn } from '../../model/reference.ts';
import { namesFromTags, type TagKeys, type Tags } from '../../model/tags.ts';
import type { Clock } from '../../ports.ts';
import { createCache } from '../cache.ts';
import { objectsIn } from '../paging.ts';
import { asked, textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { applicationArn, referenceOf, splitName } from './names.ts';

/** What tags say of a deployment group. */
export interface TargetLabels {
  readonly environment: string;
  readonly service: string;
  readonly labels: Tags;
}

/** Tags seldom change, and each look would cost two calls more. */
const keptMs = 10 * 60_000;

/**
 * Reads the tags of deployment groups and of their applications, and keeps them for ten minutes. Where both have a tag, the group's
 * counts. A group whose tags cannot be read is not taken for one without: rules of an environment would overlook it.
 */
export function createLabels(
  api: CodeDeployApi,
  clock: Clock,
  keys: TagKeys,
): (target: string) => Promise<TargetLabels> {
  const cache = createCache<Tags>({ clock, keptMs });
  const tagsOf = (arn: string) => cache.get(arn, () => readTags(api, arn));
  return async (target) => {
    const [place, group] = [placeOfArn(target), splitName(referenceOf(target)?.name ?? '')];
    const ofApplication = place && group ? await tagsOf(applicationArn(place, group)) : {};
    const labels = { ...ofApplication, ...(await tagsOf(target)) };
    return { ...namesFromTags(labels, keys), labels };
  };
}

/** @throws CodeDeployUnavailable */
async function readTags(api: CodeDeployApi, arn: string): Promise<Tags> {
  return asked('ListTagsForResource', async () => {
    try {
      const { Tags: tags } = await api.call('ListTagsForResource', { ResourceArn: arn });
      const entries = objectsIn(tags).map(({ Key, Value }) => [textOf(Key), textOf(Value)] as const);
      return Object.fromEntries(entries.filter(([key]) => key !== ''));
    } catch (error) {
      // What has no tags at all is no reason not to look at it.
      if (errorName(error) === 'ArnNotSupportedException') return {};
      throw error;
    }
  });
}
