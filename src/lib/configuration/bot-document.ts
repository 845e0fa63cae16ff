import type { SubjectMatch } from '../matching/index.ts';
import type { AlertSettings } from '../model/alerts.ts';
import type { Scope } from '../model/discovery.ts';
import type { PermittedAction } from '../model/permission.ts';
import type { TagKeys } from '../model/tags.ts';

/** Sends the messages about matching subjects to channels. */
interface RouteDocument {
  readonly on: 'deployment' | 'connection';
  readonly match: SubjectMatch;
  /** Names of channels. */
  readonly channels: readonly string[];
  /** Absent where the file says nothing of alerts. */
  readonly alerts?: AlertSettings;
}

/** People by Slack id, or by Slack user group, whose members are looked up when they are needed. */
export interface GroupDocument {
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
}

/** Lets groups of people do something. Nothing is allowed that no permission names. */
export interface PermissionDocument {
  readonly allow: readonly PermittedAction[];
  /** For which subjects; empty means for all. It has only keys that the subjects of all its actions have. */
  readonly match: SubjectMatch;
  /** Names of groups. */
  readonly people: readonly string[];
  /** Names of channels; empty means from everywhere. */
  readonly channels: readonly string[];
}

/**
 * Whether a back end is enabled, and its options. A disabled one is not in the bundles, and its permissions are not in the
 * template.
 */
export interface ProviderSettings {
  readonly enabled: boolean;
  readonly options: Readonly<Record<string, boolean>>;
}

/** `bot.yml` after the check: plain JSON, every name in it known to exist. */
export interface BotDocument {
  readonly version: 1;
  /** Every known back end, by name. */
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  /** Accounts and Regions in addition to the bot's own. */
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

/** Permissions and routes, prepared for use. */
export interface BotConfiguration {
  readonly document: BotDocument;
  /** Maps, not plain objects, because a name in a chat message may be any text, also `constructor`. */
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
