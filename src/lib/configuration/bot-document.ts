import type { SubjectMatch } from '../matching/index.ts';
import type { Scope } from '../model/discovery.ts';
import type { PermittedAction } from '../model/permission.ts';
import type { TagKeys } from '../model/tags.ts';

/** Sends the messages about matching subjects to channels. */
interface RouteDocument {
  readonly on: 'deployment' | 'connection';
  readonly match: SubjectMatch;
  /** Names of channels. */
  readonly channels: readonly string[];
}

/** People by Slack id, or by Slack user group, whose members are looked up when they are needed. */
export interface GroupDocument {
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
}

/** Lets groups of people do something. Nothing is allowed that no permission names. */
export interface PermissionDocument {
  readonly allow: readonly PermittedAction[];
  /** To what; empty means to everything. Only keys that the subjects of all its actions have. */
  readonly match: SubjectMatch;
  /** Names of groups. */
  readonly people: readonly string[];
  /** Names of channels; empty means from everywhere. */
  readonly channels: readonly string[];
}

/** Whether a back end is served, and its options. What is off is not in the bundles, and its rights are not in the template. */
export interface ProviderSettings {
  readonly enabled: boolean;
  readonly options: Readonly<Record<string, boolean>>;
}

/** `bot.yml` after the check: plain JSON, every name in it known to exist. */
export interface BotDocument {
  readonly version: 1;
  /** Every back end that there is, by name. */
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /** Accounts and Regions beside the bot's own. */
  readonly scopes: readonly Scope[];
  /** Which tags name the environment and the service of what itself knows neither. */
  readonly tags: TagKeys;
  readonly slack: { readonly teamId: string };
  /** Slack channel id by name. */
  readonly channels: Readonly<Record<string, string>>;
  readonly routes: readonly RouteDocument[];
  readonly people: Readonly<Record<string, GroupDocument>>;
  readonly permissions: readonly PermissionDocument[];
}

/** Who may do what, and which message goes where, ready to be asked. */
export interface BotConfiguration {
  readonly document: BotDocument;
  /** Maps rather than plain objects: a name out of a chat message may be any text, `constructor` too. */
  readonly channels: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, GroupDocument>;
}

/** Prepares a checked document. Done once per process. */
export function compileBotConfiguration(document: BotDocument): BotConfiguration {
  return {
    document,
    channels: new Map(Object.entries(document.channels)),
    people: new Map(Object.entries(document.people)),
  };
}
