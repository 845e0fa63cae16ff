import type { Snapshot } from '../../protocol.ts';

/** How mentions are shown: with the workspace's names, or the label that came along, or the id. */
export interface Names {
  user(id: string, label?: string): string;
  channel(id: string, label?: string): string;
  userGroup(id: string, label?: string): string;
}

export function namesOf(snapshot: Snapshot): Names {
  const { app, people, channels, userGroups } = snapshot;
  return {
    user: (id, label) => {
      if (id === app.botUserId) return app.displayName;
      return people.find((person) => person.id === id)?.displayName ?? label ?? id;
    },
    channel: (id, label) => channels.find((channel) => channel.id === id)?.name ?? label ?? id,
    userGroup: (id, label) => userGroups.find((group) => group.id === id)?.handle ?? label?.replace(/^@/, '') ?? id,
  };
}

/** The reader's language; some systems name it in a form (`en-US@posix`) that `Intl` refuses. */
export const locale: string = isKnown(navigator.language) ? navigator.language : 'en';

function isKnown(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}
