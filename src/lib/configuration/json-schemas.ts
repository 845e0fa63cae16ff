import { z } from 'zod';
import { providerRegistry } from '../providers/registry.ts';
import { rulesFileSchema } from '../rules/check/index.ts';
import { botFileSchemaFor } from './bot/index.ts';

/**
 * The JSON Schemas that editors use, by file name; written to `config/` by `scripts/generate-schemas.mjs`.
 * Draft 7, because that is what the YAML language server reads: https://github.com/redhat-developer/yaml-language-server
 */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const schemas = { 'rules.schema.json': rulesFileSchema, 'bot.schema.json': botFileSchemaFor(providerRegistry) };
  return Object.fromEntries(
    Object.entries(schemas).map(([fileName, schema]) => [
      fileName,
      `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }), null, 2)}\n`,
    ]),
  );
}
