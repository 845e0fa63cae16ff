import { type MatchKeys, matchesKeys, matchSubject } from '../matching/index.ts';
import type { Subject } from '../model/subject.ts';
import type { BotDocument, GroupDocument } from './document.ts';

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

/**
 * The ids of the channels that are told about a subject: those of **every** route that matches, each once, in the
 * order of the file. Not only of the first: a team's own channel must not take the message from the one of everybody.
 */
export function channelsFor(configuration: BotConfiguration, subject: Subject): readonly string[] {
  const names = configuration.document.routes
    .filter((route) => route.on === subject.on && matchSubject(route.match, subject).every(({ matches }) => matches))
    .flatMap((route) => route.channels);
  return [...new Set(names)].flatMap((name) => configuration.channels.get(name) ?? []);
}

/**
 * The ids of the channels that are told what a provider says that is no deployment: those of every route for deployments that
 * matches what it is about.
 *
 * @param keys - what it says of itself, by match key; a route that asks for more does not match
 */
export function channelsForNotification(configuration: BotConfiguration, keys: MatchKeys): readonly string[] {
  const names = configuration.document.routes
    .filter((route) => route.on === 'deployment' && matchesKeys(route.match, keys))
    .flatMap((route) => route.channels);
  return [...new Set(names)].flatMap((name) => configuration.channels.get(name) ?? []);
}

/** Slack's ids of public channels begin with C, of private ones with C or G: https://docs.slack.dev/reference/objects/conversation-object */
const CHANNEL_ID = /^[CG][A-Z0-9]{2,}$/;

/** The id of a channel that a rule names: `#deploys`, `deploys`, or an id, which stands for itself. */
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
