import { type AlertSettings, alertEntries } from '../model/alerts.ts';
import type { NotifyAction } from '../model/decision.ts';
import type { HistoryEntry, Item } from '../model/item.ts';
import type { Subject } from '../model/subject.ts';
import type { Chat } from '../ports.ts';

/** What alerts need from outside. */
export interface AlertPorts {
  readonly chat: Chat;
  /** A channel as a rule names it (`#deploys`) → the chat's id; `undefined` for a name that is not configured. */
  readonly channelId: (name: string) => string | undefined;
  /** The people in a group that a rule sends direct messages (`@on-call`), by the chat's ids. */
  readonly userIds: (name: string) => readonly string[];
  /** How the routes want alerts about a subject in a channel. */
  readonly alertsFor: (subject: Subject, channel: string) => AlertSettings;
}

/** A person gets what rules say to them, and nothing else. */
const onlyNamed: AlertSettings = { alerts: 'none', alertsAs: 'thread' };

/** The live message that an alert belongs to. */
export interface AlertAddress {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Posts what must reach people of an item's entries. All of it is in one message, so that a failure between two messages cannot post
 * anything twice.
 *
 * @param sinceStateVersion - the newest entry whose alert the channel has
 * @param isPart - whether the message is about what the item is a part of
 */
export async function postAlert(
  ports: AlertPorts,
  address: AlertAddress,
  item: Item,
  sinceStateVersion: number,
  isPart: boolean,
): Promise<void> {
  // What was new before it was linked is alerted where it had a message of its own.
  const since = isPart ? Math.max(sinceStateVersion, item.linkedStateVersion ?? 0) : sinceStateVersion;
  const entries = item.history.filter(({ stateVersion }) => stateVersion > since);
  await post(ports, address, item, entries, isPart);
}

/** What a part has to alert from before it was linked: the story that it belongs to now reports only what is newer. */
export async function postAlertFromBeforeLink(
  ports: AlertPorts,
  address: AlertAddress,
  part: Item,
  sinceStateVersion: number,
): Promise<void> {
  const { linkedStateVersion = 0 } = part;
  const isOlder = ({ stateVersion }: HistoryEntry) =>
    stateVersion > sinceStateVersion && stateVersion < linkedStateVersion;
  await post(ports, address, part, part.history.filter(isOlder), false);
}

async function post(
  { chat, alertsFor, channelId }: AlertPorts,
  { channel, ts }: AlertAddress,
  item: Item,
  fresh: readonly HistoryEntry[],
  isPart: boolean,
): Promise<void> {
  const settings = alertsFor(item.subject, channel);
  const isNamed = ({ broadcast, channel: name }: NotifyAction) =>
    broadcast !== false && name !== undefined && channelId(name) === channel;
  const entries = alertEntries(item, fresh, { settings, isNamed }, isPart);
  if (entries.length > 0) await chat.alert(channel, ts, { item, entries, form: settings.alertsAs });
}

/**
 * The entries in which rules have something to say to a person directly.
 *
 * @param sinceStateVersion - the newest entry that the person has
 */
export function directEntries(
  { userIds }: Pick<AlertPorts, 'userIds'>,
  userId: string,
  item: Item,
  sinceStateVersion: number,
): readonly HistoryEntry[] {
  const isNamed = ({ people = [] }: NotifyAction) => people.some((name) => userIds(name).includes(userId));
  const fresh = item.history.filter(({ stateVersion }) => stateVersion > sinceStateVersion);
  return alertEntries(item, fresh, { settings: onlyNamed, isNamed }, true);
}
