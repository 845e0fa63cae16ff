import type { Activity } from '@proton-bot/local-aws';
import { defaultWorkspace, type LocalSlack } from '@proton-bot/local-slack';
import { busSource } from '../lib/aws/index.ts';
import type { Actor } from '../lib/model/claim.ts';
import type { TrailEntry } from '../lib/model/trail.ts';
import { explain } from '../lib/rules/index.ts';

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
  if (!line.includes('"message":"told')) return undefined;
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
  ['told a notice', (channel, status, title) => `news in ${channel}: ${title} ${status}`],
]);

/** What people call a channel of the local workspace. */
function channelName(id: string): string {
  const channel = defaultWorkspace.channels.find((candidate) => candidate.id === id);
  return channel ? `#${channel.name}` : id;
}

function isTrailEntry(value: unknown): value is TrailEntry {
  return typeof value === 'object' && value !== null && 'event' in value && 'atMs' in value;
}

function describe(entry: TrailEntry): TimelineEntry {
  const common = { atMs: entry.atMs, target: entry.name };
  const { event } = entry;
  switch (event.what) {
    case 'observed': {
      const was = event.previousStatus === undefined ? '' : ` (was ${event.previousStatus})`;
      return {
        ...common,
        kind: 'saw',
        title: `${event.status}${was}`,
        detail: `found by: ${event.cause}`,
      };
    }
    case 'decided':
      return { ...common, kind: 'decided', title: decisionTitle(event), detail: explain(event) };
    case 'claimed':
      return {
        ...common,
        kind: 'did',
        title: `${event.action} claimed by ${nameOfActor(entry.actor)}`,
        detail: `reason: ${event.reason}\nattempt: ${event.attempt}`,
      };
    case 'settled': {
      const isDone = event.outcome === 'accepted' || event.outcome === 'observed';
      const detail = event.error === undefined ? {} : { detail: `error: ${event.error}` };
      return {
        ...common,
        kind: isDone ? 'did' : 'failed',
        title: `${event.action}: ${event.outcome === 'accepted' ? 'the provider took it' : event.outcome}`,
        ...detail,
      };
    }
    case 'withdrawn':
      return { ...common, kind: 'refused', title: `${event.action} withdrawn: ${event.reason}` };
    case 'approvalAsked':
      return {
        ...common,
        kind: 'saw',
        title: `${nameOfActor(entry.actor)} needs an approval to ${event.action}`,
        detail: `reason: ${event.reason}\nquestion: ${event.questionId}`,
      };
    case 'approvalAnswered':
      return {
        ...common,
        kind: event.answer === 'approved' ? 'did' : 'refused',
        title: `${nameOfActor(entry.actor)} ${event.answer} ${event.action}`,
      };
    case 'overrode':
      return {
        ...common,
        kind: 'did',
        title: `${nameOfActor(entry.actor)} overrides a hold to ${event.action}`,
        detail: `reason: ${event.reason}\nholds: ${event.holds.join(', ')}`,
      };
    case 'onHold':
      return { ...common, kind: 'saw', title: event.holds.length === 0 ? 'on hold no longer' : 'on hold' };
    case 'controlsChanged':
      return { ...common, kind: 'did', title: `${nameOfActor(entry.actor)} ${event.change}` };
    case 'requested':
      return { ...common, kind: 'saw', title: `${nameOfActor(entry.actor)} asks to ${event.request}` };
    case 'refused':
      return {
        ...common,
        kind: 'refused',
        title: `${nameOfActor(entry.actor)} asked to ${event.request}: ${event.reason}`,
      };
  }
}

function decisionTitle(event: Extract<TrailEntry['event'], { what: 'decided' }>): string {
  const words = {
    fired: 'fired',
    waiting: 'waits',
    idle: 'says no',
    notMatched: 'is not for this',
    error: 'failed',
  } as const;
  const paper = event.mode === 'shadow' ? ' (shadow)' : '';
  return `rule ${event.rule}${paper} ${words[event.verdict]}`;
}

function nameOfActor(actor: Actor): string {
  if (actor.type === 'rule') return `rule ${actor.rule}`;
  if (actor.type === 'bot') return 'the bot';
  return defaultWorkspace.people.find(({ id }) => id === actor.userId)?.displayName ?? actor.userId;
}
