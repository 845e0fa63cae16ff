import type { Activity } from '@proton-bot/local-aws';
import type { LocalSlack, SeenMessage } from '@proton-bot/local-slack';
import { busSource } from '../lib/aws/messages/index.ts';
import { plainText, wordsOf } from '../lib/model/audit-words.ts';
import type { TrailEntry } from '../lib/model/trail.ts';
import { explain } from '../lib/rules/index.ts';
import { workspace } from './workspace.ts';

/** An entry of the page's timeline. */
type TimelineEntry = Parameters<LocalSlack['timeline']['append']>[0];

/**
 * The timeline next to the messages: what the bot saw, decided and did, from its bus, and which messages people see, from the
 * local Slack. So it does not depend on the texts in the bot's log.
 */
export function createTimeline(append: (entry: TimelineEntry) => void): {
  onActivity(activity: Activity): void;
  onMessage(seen: SeenMessage): void;
} {
  /**
   * The targets in the bus's entries, so that a message is shown with its deployment: a message comes after its entry on the bus.
   */
  const names = new Set<string>();
  return {
    onActivity(activity) {
      if (activity.kind !== 'event' || activity.event.source !== busSource) return;
      const { entry } = activity.event.detail;
      if (!isTrailEntry(entry)) return;
      names.add(entry.name);
      append(describe(entry));
    },
    onMessage({ action, message }) {
      const channel = workspace.channels.find(({ id }) => id === message.channel);
      // The entries of a thread are already in the timeline; a direct message is for one person.
      if (!message.byApp || message.threadTs !== undefined || channel === undefined) return;
      const target = namesIn(message.text).find((name) => names.has(name));
      append({
        atMs: Math.round(Number(message.editedTs ?? message.ts) * 1000),
        kind: 'posted',
        ...(target === undefined ? {} : { target }),
        title: `${action} in #${channel.name}: ${withoutMarkup(message.text)}`,
      });
    },
  };
}

/** Names in a message are formatted as code. */
function namesIn(markup: string): readonly string[] {
  return [...markup.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => unescaped(name));
}

/** The first line, without markup. */
function withoutMarkup(markup: string): string {
  const [line = ''] = markup.split('\n');
  return unescaped(line.replaceAll(/[`*]/gu, ''));
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
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
  observed: 'observed',
  decided: 'decided',
  claimed: 'acted',
  settled: 'acted',
  withdrawn: 'refused',
  approvalAsked: 'observed',
  approvalAnswered: 'acted',
  overrode: 'acted',
  onHold: 'observed',
  controlsChanged: 'acted',
  owned: 'acted',
  escalated: 'failed',
  requested: 'observed',
  refused: 'refused',
};

function personName(userId: string): string {
  return workspace.people.find(({ id }) => id === userId)?.displayName ?? userId;
}
