/**
 * What the back ends bring that `bot.yml` enables beside Proton. There is no such file: `scripts/esbuild-configuration-plugin.mjs`
 * makes the module when a handler is bundled, out of the checked configuration. What is not enabled is not in the bundle, nor is
 * what the handler does not import.
 */
declare module 'proton-bot:providers' {
  // An import statement here would not find a relative path, and everything would be `any`.
  type SubjectReference = import('../../lib/model/reference.ts').SubjectReference;

  /** Of the back ends beside Proton, in the order of `createProviders`. */
  export const providerNames: readonly string[];
  /** Each makes a provider that asks in a scope, or in the function's own account and Region. */
  export const createProviders: readonly ((
    site?: import('../../lib/aws/index.ts').ClientSite,
  ) => import('../../lib/ports.ts').Provider)[];
  /** The accounts and Regions that `bot.yml` names beside the bot's own. */
  export const scopes: readonly import('../../lib/model/discovery.ts').Scope[];
  /** `undefined` where there are none: then no bundle has the code that assumes roles. */
  export const createScopes: (() => readonly import('./scopes.ts').ScopeSite[]) | undefined;
  /** What a target's ARN refers to, where it is one of the back end's. */
  export const referenceReaders: readonly ((target: string) => SubjectReference | undefined)[];
  /** Of the back ends whose resources can be created, changed and deleted. */
  export const createResourceManagers: readonly ((
    site?: import('../../lib/aws/index.ts').ClientSite,
  ) => import('../../lib/ports.ts').ResourceManager)[];
  /** How people fill them in, and what the bot's messages call it. */
  export const resourceForms: readonly import('../../lib/slack/index.ts').ResourceForm[];
  /** `undefined` where there are no forms: then the function that answers Slack has neither the bot's token nor the code for it. */
  export const createForms: (() => import('./forms.ts').FormOptions) | undefined;
  /** What the events of the back ends say. */
  export const eventParsers: readonly import('../../lib/model/event.ts').EventParser[];
}
