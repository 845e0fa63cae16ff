import type { SubjectMatch } from '../matching/index.ts';

/** What a person can be allowed to do. */
export type PersonAction = 'cancel' | 'accept' | 'reject' | 'create' | 'update' | 'delete';

/** Every {@link PersonAction}. */
export const PERSON_ACTIONS: readonly PersonAction[] = ['cancel', 'accept', 'reject', 'create', 'update', 'delete'];

const ORDERS: ReadonlySet<PersonAction> = new Set(['create', 'update', 'delete'] as const);

/** Whether it is done to something of a back end as such, which is in no environment. */
export function isOrder(action: PersonAction): boolean {
  return ORDERS.has(action);
}

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
  readonly allow: readonly PersonAction[];
  /** Glob patterns; empty means every environment. Always empty where something is created, changed or deleted. */
  readonly environment: readonly string[];
  /** Names of groups. */
  readonly people: readonly string[];
  /** Names of channels; empty means from everywhere. */
  readonly channels: readonly string[];
}

/** What back ends the bot serves beside AWS Proton, and what it does of Proton's. What is not enabled is not in the bundles, and its rights are not in the template. */
interface ProvidersDocument {
  readonly proton: { readonly createInstances: boolean };
  readonly supplyChain: { readonly enabled: boolean };
}

/** `bot.yml` after the check: plain JSON, every name in it known to exist. */
export interface BotDocument {
  readonly version: 1;
  readonly providers: ProvidersDocument;
  readonly slack: { readonly teamId: string };
  /** Slack channel id by name. */
  readonly channels: Readonly<Record<string, string>>;
  readonly routes: readonly RouteDocument[];
  readonly people: Readonly<Record<string, GroupDocument>>;
  readonly permissions: readonly PermissionDocument[];
}
