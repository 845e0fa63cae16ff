/**
 * Checking `bot.yml`. Needs yaml and zod, and is therefore used only when the bot is built, in tests and by the
 * command line, never in a Lambda.
 */
export { checkBotConfiguration } from './check-bot-configuration.ts';
export { checkTogether } from './check-together.ts';
export { botFileSchemaFor } from './schema.ts';
