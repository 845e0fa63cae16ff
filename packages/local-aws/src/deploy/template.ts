import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TemplateNotReadableError } from './errors.ts';

/** What packaging writes beside the zips. */
const TEMPLATE_FILE = 'cloudformation-template-update-stack.json';

const resourceShape = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
});

const templateShape = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).optional(),
  Conditions: z.record(z.string(), z.unknown()).optional(),
  Resources: z.record(z.string(), resourceShape),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() })).optional(),
});

/** A CloudFormation template, its intrinsic functions not yet resolved. */
export type Template = z.output<typeof templateShape>;
export type TemplateResource = z.output<typeof resourceShape>;

/**
 * Reads the template that packaging wrote.
 *
 * @throws TemplateNotReadableError
 */
export function readTemplate(packageFolder: string): Template {
  const file = join(packageFolder, TEMPLATE_FILE);
  try {
    return templateShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new TemplateNotReadableError(file, error instanceof Error ? error.message : String(error));
  }
}
