/** Tags of a resource, by key. */
export type Tags = Readonly<Record<string, string>>;

/** Keys of tags in the order in which they are looked for: the first that has a value counts. */
export interface TagKeys {
  readonly environment: readonly string[];
  readonly service: readonly string[];
}

/**
 * Where `bot.yml` says nothing. The first of each are those that AWS Proton put on everything it provisioned: what it left behind
 * keeps its environment (https://docs.aws.amazon.com/proton/latest/userguide/resources.html).
 */
export const usualTagKeys: TagKeys = {
  environment: ['proton:environment', 'environment', 'env'],
  service: ['proton:service', 'service'],
};

/** Whether the text is a key that a tag can have (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html). */
export function isTagKey(text: string): boolean {
  return text.length >= 1 && text.length <= 128 && /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u.test(text);
}

/** Environment and service of what has these tags; empty where no tag says so. */
export function namesFromTags(tags: Tags, keys: TagKeys): { readonly environment: string; readonly service: string } {
  return { environment: firstName(tags, keys.environment), service: firstName(tags, keys.service) };
}

function firstName(tags: Tags, keys: readonly string[]): string {
  for (const key of keys) {
    const name = Object.hasOwn(tags, key) ? nameIn(tags[key] ?? '') : '';
    if (name !== '') return name;
  }
  return '';
}

/** AWS Proton's tags hold ARNs, of which rules want the name: `arn:aws:proton:eu-west-1:111122223333:environment/prod-eu`. */
function nameIn(value: string): string {
  const [, name] = /^arn:[^:]+:proton:[^:]*:[^:]*:(?:environment|service)\/([^/]+)$/.exec(value.trim()) ?? [];
  return name ?? value.trim();
}
