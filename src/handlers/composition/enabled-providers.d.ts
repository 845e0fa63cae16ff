/**
 * The exports of the back ends that `bot.yml` enables, each list in the same order. There is no such file:
 * `scripts/esbuild-configuration-plugin.mjs` generates the module when a handler is bundled, from the checked configuration and
 * the manifests. The bundle has no code of disabled back ends, and none that the handler does not import.
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
  /** Only of the back ends that have events to post unchanged. */
  export const notificationParsers: readonly NonNullable<ProviderModule['eventParser']>[];
  /** Of the back ends whose resources can be created, changed and deleted. */
  export const createResourceManagers: readonly NonNullable<ProviderModule['createResourceManager']>[];
  /** Their forms, and their words in the bot's messages. */
  export const resourceForms: readonly NonNullable<ProviderModule['resourceForm']>[];
  /** What they can do, for the commands that people may type. */
  export const actionSupport: import('../../lib/model/provider-traits.ts').ActionSupport;
  /** `undefined` if there are no forms: then the function that answers Slack has neither the bot's token nor the code for it. */
  export const createForms: (() => import('./forms.ts').FormOptions) | undefined;
  /** The accounts and Regions in `bot.yml`, in addition to the bot's own. */
  export const scopes: readonly import('../../lib/model/discovery.ts').Scope[];
  /** The keys of tags that name environments and services, from `bot.yml`. */
  export const tagKeys: import('../../lib/model/tags.ts').TagKeys;
  /** `undefined` if there are none: then no bundle has the code that assumes roles. */
  export const createScopes: (() => readonly import('./scopes.ts').ScopeContext[]) | undefined;
}
