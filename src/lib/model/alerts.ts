import { isTrouble } from './audit-words.ts';
import type { Claim } from './claim.ts';
import type { NotifyAction } from './decision.ts';
import type { HistoryEntry, Item } from './item.ts';
import { isQuiet, type QuietHours } from './quiet-hours.ts';
import { isFinal, statusOf } from './statuses.ts';

/** What a channel gets alerts of. Rules may post there regardless. */
export const alertChoices = ['failures', 'all', 'none'] as const;
export type AlertChoice = (typeof alertChoices)[number];

/** Where an alert appears: in the thread of the live message and in the channel, too; or as a message of its own. */
export const alertForms = ['thread', 'post'] as const;
export type AlertForm = (typeof alertForms)[number];

/** How a route wants alerts. */
export interface AlertSettings {
  readonly alerts: AlertChoice;
  readonly alertsAs: AlertForm;
  readonly quietHours?: QuietHours;
}

/** For a route that says nothing of alerts, and for a channel that only a rule names. */
export const usualAlerts: AlertSettings = { alerts: 'failures', alertsAs: 'thread' };

/** What must reach people: news of an item that appear in the channel, not only in the thread. */
export interface Alert {
  readonly item: Item;
  /** At least one, oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** `direct`: a message to one person. */
  readonly form: AlertForm | 'direct';
}

/** Who gets an alert. */
export interface AlertRecipient {
  readonly settings: AlertSettings;
  /** Whether the `notify` of a rule is for this recipient. */
  readonly isNamed: (action: NotifyAction) => boolean;
}

/**
 * The entries that must appear in the channel, of those that are new there.
 *
 * @param isPart - whether the item is posted as a part of a story: then the end of the whole is reported, and not that of each part
 */
export function alertEntries(
  item: Item,
  entries: readonly HistoryEntry[],
  recipient: AlertRecipient,
  isPart: boolean,
): readonly HistoryEntry[] {
  return entries.filter((entry) => {
    if (isNamedIn(entry, recipient)) return true;
    if (isPart && entry.event.what === 'observed') return false;
    return isWanted(levelOf(item, entry), recipient.settings, entry.atMs);
  });
}

/** `failure`: something went wrong, or the bot stops a deployment. `question`: people are asked. `end`: it ended otherwise. */
type AlertLevel = 'failure' | 'question' | 'end' | 'none';

function isWanted(level: AlertLevel, { alerts, quietHours }: AlertSettings, atMs: number): boolean {
  if (level === 'none' || alerts === 'none') return false;
  if (level !== 'end') return true;
  return alerts === 'all' && !(quietHours !== undefined && isQuiet(quietHours, atMs));
}

/** A rule's own words to this recipient. A rule in shadow posts nothing. */
function isNamedIn({ event }: HistoryEntry, { isNamed }: AlertRecipient): boolean {
  if (event.what === 'escalated') return isNamed(event.action);
  if (event.what !== 'decided' || event.verdict !== 'fired' || event.mode === 'shadow') return false;
  return event.actions.some((action) => action.type === 'notify' && isNamed(action));
}

function levelOf(item: Item, { event, actor }: HistoryEntry): AlertLevel {
  switch (event.what) {
    case 'observed':
      return levelOfEnd(item, event.status);
    case 'decided':
      return event.verdict === 'error' && event.mode !== 'shadow' ? 'failure' : 'none';
    case 'settled':
      // A person gets an answer to what they asked for.
      if (actor.type === 'person') return 'none';
      if (isTrouble(event.outcome) || event.outcome === 'expired') return 'failure';
      return event.action === 'cancel' && isDone(event) ? 'failure' : 'none';
    case 'approvalAsked':
      return 'question';
    default:
      return 'none';
  }
}

/** The last state counts: those before it are over. */
function levelOfEnd(item: Item, status: string): AlertLevel {
  const { subject } = item;
  if (!isFinal(subject) || statusOf(subject) !== status) return 'none';
  if (subject.on === 'connection') return 'end';
  const { phase, cause } = subject.deployment;
  if (phase === 'failed') return 'failure';
  const isStopped = cause === 'breaker' || cause === 'alarm' || mayBeByBot(item);
  return phase === 'cancelled' && isStopped ? 'failure' : 'end';
}

/** The claim by which the bot has cancelled it; `undefined` if somebody else did, or nobody. */
export function cancelOf({ claims }: Pick<Item, 'claims'>): Claim | undefined {
  return Object.values(claims).find((claim) => claim.action === 'cancel' && isDone(claim));
}

/** Also while the answer to the bot's call is missing: the end may be seen before it is known what became of the call. */
function mayBeByBot({ claims }: Pick<Item, 'claims'>): boolean {
  return Object.values(claims).some(
    (claim) => claim.action === 'cancel' && (isDone(claim) || claim.state === 'leased' || claim.state === 'waiting'),
  );
}

function isDone({ outcome }: { readonly outcome?: string }): boolean {
  return outcome === 'accepted' || outcome === 'observed';
}
