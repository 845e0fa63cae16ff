/** The channel, thread and message that the page's address names. */
export interface Place {
  readonly channelId: string;
  readonly threadTs?: string;
  readonly highlightedTs?: string;
}

/** Reads `/archives/<channel>[/p<ts>][?thread_ts=<ts>]`, the form of Slack's permalinks. */
export function readPlace(location: Pick<Location, 'pathname' | 'search'>): Place | undefined {
  const [, channelId, digits] = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{7,}))?$/.exec(location.pathname) ?? [];
  if (channelId === undefined) return undefined;
  const threadTs = new URLSearchParams(location.search).get('thread_ts');
  return {
    channelId,
    ...(threadTs === null ? {} : { threadTs }),
    ...(digits === undefined ? {} : { highlightedTs: `${digits.slice(0, -6)}.${digits.slice(-6)}` }),
  };
}

/** Puts the open channel into the address, so that a reload stays there. */
export function writePlace(channelId: string): void {
  const path = `/archives/${channelId}`;
  if (location.pathname !== path) history.pushState(undefined, '', path);
}
