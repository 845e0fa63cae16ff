/**
 * The checked configuration inside a bundle. There is no such file: `scripts/esbuild-configuration-plugin.mjs` makes
 * the module when a handler is bundled, and a configuration with problems fails the build.
 * What a handler does not import is not in its bundle.
 */
declare module 'proton-bot:configuration' {
  // An import statement here would not find a relative path, and everything would be `any`.
  export const rules: import('../rules/index.ts').RulesDocument;
  export const horizonMs: number;
  export const bot: import('./bot-document.ts').BotDocument;
}
