import { errorName } from '../../model/errors.ts';
import { namesFromTags, type TagKeys, type Tags } from '../../model/tags.ts';
import type { Clock } from '../../ports.ts';
import { createCache } from '../cache.ts';
import { objectsIn } from '../paging.ts';
import { EcsUnavailable, isAbsence, isThrottle } from './answers.ts';
import type { EcsApi } from './api.ts';

/** What tags say of a target. */
export interface TargetLabels {
  readonly environment: string;
  readonly service: string;
  readonly labels: Tags;
}

/** Tags seldom change, and each look would cost one call more. */
const keptMs = 10 * 60_000;

/**
 * Reads the environment, the service and the labels of targets from their tags, and keeps them for ten minutes. A target whose tags
 * cannot be read is not taken for one without: rules of an environment would overlook it.
 */
export function createLabels(api: EcsApi, clock: Clock, keys: TagKeys): (target: string) => Promise<TargetLabels> {
  const cache = createCache<TargetLabels>({ clock, keptMs });
  return (target) =>
    cache.get(target, async () => {
      const labels = await tagsOf(api, target);
      return { ...namesFromTags(labels, keys), labels };
    });
}

/** @throws EcsUnavailable */
async function tagsOf(api: EcsApi, resourceArn: string): Promise<Tags> {
  try {
    const { tags } = await api.call('ListTagsForResource', { resourceArn });
    const known = objectsIn(tags).flatMap(({ key, value }) =>
      typeof key === 'string' ? [[key, typeof value === 'string' ? value : ''] as const] : [],
    );
    return Object.fromEntries(known);
  } catch (error) {
    if (isThrottle(error) || isAbsence(error)) throw error;
    // Services whose ARN has the old form cannot have tags.
    if (errorName(error) === 'InvalidParameterException') return {};
    throw new EcsUnavailable('ListTagsForResource', error);
  }
}
