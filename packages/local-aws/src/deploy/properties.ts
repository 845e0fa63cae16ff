import { z } from 'zod';
import { InvalidPropertiesError } from './errors.ts';
import type { ResolvedResource } from './stack-context.ts';

/** A whole number, which templates may also give as a text. */
export const wholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/** A yes or no, which templates may also give as a text. */
export const yesOrNo = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** A property that changes nothing in the local cloud. */
export const ignored = z.unknown().optional();

/**
 * Checks a resource's properties. A property that is not in the shape is refused by name: ignoring it in silence would
 * make the local cloud behave unlike AWS.
 *
 * @throws InvalidPropertiesError
 */
export function checkProperties<Shape extends z.ZodType>(shape: Shape, resource: ResolvedResource): z.output<Shape> {
  const checked = shape.safeParse(resource.properties);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'Properties'}: ${message}`);
  throw new InvalidPropertiesError(resource.logicalId, resource.type, problems);
}
