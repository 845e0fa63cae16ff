import type { TimelineEntry } from './timeline.ts';
import type {
  AppIdentity,
  Channel,
  Message,
  Person,
  Team,
  UserGroup,
  View,
  WorkspaceChange,
} from './workspace/types.ts';

/** An address that the page's header shows. */
export interface ShownAddress {
  readonly label: string;
  readonly url: string;
}

/** All that the page needs to start. Ephemerals are not in it: they are gone after a reload. */
export interface Snapshot {
  readonly type: 'snapshot';
  readonly team: Team;
  readonly app: AppIdentity;
  readonly people: readonly Person[];
  readonly userGroups: readonly UserGroup[];
  readonly channels: readonly Channel[];
  readonly addresses: readonly ShownAddress[];
  readonly messages: readonly Message[];
  readonly views: Readonly<Record<string, readonly View[]>>;
  readonly timeline: readonly TimelineEntry[];
}

/** What the page is told over its stream: everything first, then each change. */
export type PageEvent = Snapshot | WorkspaceChange | { readonly type: 'timeline'; readonly entry: TimelineEntry };

/** What the page asks for, each a post to `/page/<name>` with this JSON. */
export interface PageRequests {
  readonly command: { readonly personId: string; readonly channelId: string; readonly text: string };
  readonly message: {
    readonly personId: string;
    readonly channelId: string;
    readonly text: string;
    readonly threadTs?: string | undefined;
  };
  readonly action: {
    readonly personId: string;
    readonly channelId?: string | undefined;
    readonly messageTs?: string | undefined;
    readonly viewId?: string | undefined;
    readonly actionId: string;
    readonly blockId: string;
    readonly choice?: readonly string[] | undefined;
  };
  readonly submit: {
    readonly personId: string;
    readonly viewId: string;
    readonly entered: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly close: { readonly personId: string; readonly viewId: string };
}
