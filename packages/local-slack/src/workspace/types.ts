import type { Block } from '../block-kit/index.ts';
import type { JsonObject } from '../json.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/** Somebody one can be on the page. */
export interface Person {
  readonly id: string;
  /** The handle, as in `@ada`. */
  readonly name: string;
  readonly displayName: string;
  /** What the person does, shown beside the name. */
  readonly role: string;
}

export interface Channel {
  readonly id: string;
  /** Without the `#`. */
  readonly name: string;
  readonly topic: string;
  /** Set for the direct messages between the app and this person. */
  readonly directMessageWith?: string;
}

export interface UserGroup {
  readonly id: string;
  /** The handle, as in `@platform-oncall`. */
  readonly handle: string;
  readonly name: string;
  readonly members: readonly string[];
}

/** A slash command that the app has registered. */
export interface CommandDefinition {
  /** With the leading `/`. */
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

/** The app under test, as the workspace knows it. */
export interface AppIdentity {
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly name: string;
  readonly displayName: string;
  readonly commands: readonly CommandDefinition[];
  /** The scopes of its bot token, which every answer names in a header; it names none unless given. */
  readonly scopes?: readonly string[];
}

/** What a workspace starts with. */
export interface WorkspaceSeed {
  readonly team: Team;
  readonly app: AppIdentity;
  readonly people: readonly Person[];
  readonly channels: readonly Channel[];
  readonly userGroups: readonly UserGroup[];
}

/** A message in a channel or thread. `ts` names it within its channel. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  /** The author: a person's id, or the app's bot user. */
  readonly user: string;
  /** True if the app wrote it. */
  readonly byApp: boolean;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** False if the author asked that `text` be shown as it is (`mrkdwn: false`). */
  readonly mrkdwn: boolean;
  readonly threadTs?: string;
  /** A thread reply that is shown in the channel as well. */
  readonly alsoInChannel: boolean;
  readonly metadata?: JsonObject;
  /** When it was last changed by `chat.update`, as a `ts`. */
  readonly editedTs?: string;
}

/** A message that one person sees until the page is reloaded. */
export interface Ephemeral {
  readonly channel: string;
  readonly ts: string;
  readonly visibleTo: string;
  /** `slack` for what Slack itself says, as for `dispatch_failed`. */
  readonly from: 'app' | 'slack';
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly threadTs?: string;
}

/** A modal that a person has open. */
export interface View {
  readonly id: string;
  readonly rootViewId: string;
  readonly previousViewId?: string;
  readonly hash: string;
  readonly openedFor: string;
  readonly externalId: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly title: JsonObject;
  readonly submit?: JsonObject;
  readonly close?: JsonObject;
  readonly blocks: readonly Block[];
  readonly notifyOnClose: boolean;
  readonly clearOnClose: boolean;
}

/** What changed in a workspace; the page is told each. */
export type WorkspaceChange =
  | { readonly type: 'message'; readonly action: 'posted' | 'updated'; readonly message: Message }
  | { readonly type: 'messageDeleted'; readonly channel: string; readonly ts: string }
  | { readonly type: 'ephemeral'; readonly ephemeral: Ephemeral }
  | { readonly type: 'ephemeralDeleted'; readonly ts: string }
  | { readonly type: 'views'; readonly personId: string; readonly views: readonly View[] };
