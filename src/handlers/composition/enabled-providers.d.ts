/**
 * What the back ends bring that `bot.yml` enables, each list in the same order. There is no such file:
 * `scripts/esbuild-configuration-plugin.mjs` makes the module when a handler is bundled, out of the checked configuration and the
 * manifests. What is not enabled is not in the bundle, nor is what the handler does not import.
 */
declare module 'proton-bot:providers' {
  // An import statement here would not find a relative path, and everything would be `any`.
  type ProviderModule = import('../../lib/providers/module.ts').ProviderModule;

  /** In the order of `createProviders`. */
  export const providerNames: readonly string[];
  /** How often at most each is listed, as its manifest says; 0 where it says nothing. */
  export const discoveryIntervalsMs: readonly number[];
  export const createProviders: readonly ProviderModule['createProvider'][];
  export const referenceReaders: readonly ProviderModule['referenceOf'][];
  export const eventParsers: readonly NonNullable<ProviderModule['eventParser']>[];
  /** Of those only that have events to tell as they are. */
  export const notificationParsers: readonly NonNullable<ProviderModule['eventParser']>[];
  /** Of the back ends whose resources can be created, changed and deleted. */
  export const createResourceManagers: readonly NonNullable<ProviderModule['createResourceManager']>[];
  /** How people fill them in, and what the bot's messages call it. */
  export const resourceForms: readonly NonNullable<ProviderModule['resourceForm']>[];
  /** `undefined` where there are no forms: then the function that answers Slack has neither the bot's token nor the code for it. */
  export const createForms: (() => import('./forms.ts').FormOptions) | undefined;
  /** The accounts and Regions that `bot.yml` names beside the bot's own. */
  export const scopes: readonly import('../../lib/model/discovery.ts').Scope[];
  /** The keys of tags that name environments and services, as `bot.yml` has them. */
  export const tagKeys: import('../../lib/model/tags.ts').TagKeys;
  /** `undefined` where there are none: then no bundle has the code that assumes roles. */
  export const createScopes: (() => readonly import('./scopes.ts').ScopeContext[]) | undefined;
}
