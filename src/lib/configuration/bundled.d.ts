/**
 * The checked configuration inside a bundle. There is no such file: `scripts/esbuild-configuration-plugin.mjs` makes
 * the module when a handler is bundled, and a configuration with problems fails the build.
 * What a handler does not import is not in its bundle.
 */
declare module 'proton-bot:configuration' {
  import type { BotDocument } from '../people/index.ts';
  import type { RulesDocument } from '../rules/index.ts';

  export const rules: RulesDocument;
  export const bot: BotDocument;
}
