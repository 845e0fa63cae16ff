/** Which message goes where, and who is mentioned in it: pure, on a checked `bot.yml`. */
import type { BotConfiguration, GroupDocument } from '../configuration/bot-document.ts';
import { type MatchKeys, matchesKeys, matchSubject } from '../matching/index.ts';
import { type AlertChoice, type AlertSettings, usualAlerts } from '../model/alerts.ts';
import type { Subject } from '../model/subject.ts';

/**
 * The ids of the channels for the messages about a subject: those of **every** route that matches, each once, in the order of the
 * file. All routes count, not only the first, so that a team's own channel does not take the message away from a common one.
 */
export function channelsFor(configuration: BotConfiguration, subject: Subject): readonly string[] {
  const names = routesFor(configuration, subject).flatMap((route) => route.channels);
  return [...new Set(names)].flatMap((name) => configuration.channels.get(name) ?? []);
}

function routesFor({ document }: BotConfiguration, subject: Subject) {
  return document.routes.filter(
    (route) => route.on === subject.on && matchSubject(route.match, subject).every(({ matches }) => matches),
  );
}

/** From the one that gets most. */
const byAmount: readonly AlertChoice[] = ['all', 'failures', 'none'];

/**
 * How a channel gets alerts about a subject. If several routes bring it there, the one counts that wants most of them: of equal ones,
 * the first in the file.
 *
 * @param channel - the chat's id
 */
export function alertsFor(configuration: BotConfiguration, subject: Subject, channel: string): AlertSettings {
  const settings = routesFor(configuration, subject)
    .filter((route) => route.channels.some((name) => configuration.channels.get(name) === channel))
    .map((route) => route.alerts ?? usualAlerts);
  const most = byAmount.find((alerts) => settings.some((one) => one.alerts === alerts));
  return settings.find((one) => one.alerts === most) ?? usualAlerts;
}

/**
 * The ids of the channels for a provider's notification: those of every route for deployments that matches its target.
 *
 * @param keys - the members of the notification, by match key; a route that needs another key does not match
 */
export function channelsForNotification(configuration: BotConfiguration, keys: MatchKeys): readonly string[] {
  const names = configuration.document.routes
    .filter((route) => route.on === 'deployment' && matchesKeys(route.match, keys))
    .flatMap((route) => route.channels);
  return [...new Set(names)].flatMap((name) => configuration.channels.get(name) ?? []);
}

/** Slack's ids of public channels begin with C, of private ones with C or G: https://docs.slack.dev/reference/objects/conversation-object */
const CHANNEL_ID = /^[CG][A-Z0-9]{2,}$/;

/** The id of a channel that a rule names: `#deploys`, `deploys`, or an id, which is returned as it is. */
export function channelId(configuration: BotConfiguration, name: string): string | undefined {
  const bare = name.startsWith('#') ? name.slice(1) : name;
  return configuration.channels.get(bare) ?? (CHANNEL_ID.test(name) ? name : undefined);
}

/** The people whom a rule mentions: `@platform`, `platform`, or the id of a user or a user group. */
export function mentionedPeople(configuration: BotConfiguration, mention: string): GroupDocument | undefined {
  const bare = mention.startsWith('@') ? mention.slice(1) : mention;
  const group = configuration.people.get(bare);
  if (group !== undefined) return group;
  if (/^[UW][A-Z0-9]{2,}$/.test(mention)) return { users: [mention], userGroups: [] };
  return /^S[A-Z0-9]{2,}$/.test(mention) ? { users: [], userGroups: [mention] } : undefined;
}
