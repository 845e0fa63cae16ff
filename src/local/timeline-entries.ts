import type { Activity } from '@proton-bot/local-aws';
import type { LocalSlack } from '@proton-bot/local-slack';
import { busSource } from '../lib/aws/index.ts';
import { plainText, wordsOf } from '../lib/model/audit-words.ts';
import type { TrailEntry } from '../lib/model/trail.ts';
import { explain } from '../lib/rules/index.ts';
import { workspace } from './workspace.ts';

/** What the page's timeline takes. */
type TimelineEntry = Parameters<LocalSlack['timeline']['append']>[0];

/** What the page's timeline shows of something that happened in the cloud; nothing for most of it. */
export function timelineEntryOf(activity: Activity): TimelineEntry | undefined {
  if (activity.kind !== 'event' || activity.event.source !== busSource) return undefined;
  const { entry } = activity.event.detail;
  return isTrailEntry(entry) ? describe(entry) : undefined;
}

/** What the timeline shows of a line that a function logged: only the notifier's, as nothing else tells of messages. */
export function timelineEntryOfLog(line: string, nowMs: number): TimelineEntry | undefined {
  if (!line.includes('"message":"')) return undefined;
  const fields: unknown = JSON.parse(line);
  if (typeof fields !== 'object' || fields === null) return undefined;
  const { message, name, title, status, channel } = {
    message: '',
    name: '',
    title: '',
    status: '',
    channel: '',
    ...fields,
  };
  const what = titlesOfLog.get(message);
  return what && { atMs: nowMs, kind: 'told', target: name, title: what(channelName(channel), status, title) };
}

/** By what the notifier says in its log. */
const titlesOfLog: ReadonlyMap<string, (channel: string, status: string, title: string) => string> = new Map([
  ['told', (channel, status) => `the live message in ${channel} shows ${status}`],
  ['posted a notification', (channel, status, title) => `news in ${channel}: ${title} ${status}`],
]);

/** What people call a channel of the local workspace. */
function channelName(id: string): string {
  const channel = workspace.channels.find((candidate) => candidate.id === id);
  return channel ? `#${channel.name}` : id;
}

function isTrailEntry(value: unknown): value is TrailEntry {
  return typeof value === 'object' && value !== null && 'event' in value && 'atMs' in value;
}

function describe({ atMs, name, event, actor }: TrailEntry): TimelineEntry {
  const { sentence, details, isTrouble } = wordsOf(event, actor);
  const lines = event.what === 'decided' ? [explain(event), ...details] : details;
  return {
    atMs,
    target: name,
    kind: isTrouble ? 'failed' : kinds[event.what],
    title: plainText(sentence, personName),
    ...(lines.length === 0 ? {} : { detail: lines.join('\n') }),
  };
}

const kinds: Readonly<Record<TrailEntry['event']['what'], TimelineEntry['kind']>> = {
  observed: 'saw',
  decided: 'decided',
  claimed: 'did',
  settled: 'did',
  withdrawn: 'refused',
  approvalAsked: 'saw',
  approvalAnswered: 'did',
  overrode: 'did',
  onHold: 'saw',
  controlsChanged: 'did',
  requested: 'saw',
  refused: 'refused',
};

function personName(userId: string): string {
  return workspace.people.find(({ id }) => id === userId)?.displayName ?? userId;
}
