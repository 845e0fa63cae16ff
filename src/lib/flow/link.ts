import { factsVersion } from '../model/audit-event.ts';
import { errorName } from '../model/errors.ts';
import type { Item, ItemKey, Part } from '../model/item.ts';
import type { AttemptTraits, ObservationContext, PartReference } from '../model/observation.ts';
import { isCertainlyLater, reconcile } from '../model/reconcile.ts';
import { withAudit } from '../model/record.ts';
import { isFinal, statusOf } from '../model/statuses.ts';
import { isPartOf, rootOf, withPartOf } from '../model/story.ts';
import { isSameKey } from '../model/story-message.ts';
import { type Clock, type Provider, ProviderNotEnabled } from '../ports.ts';
import { type PublishPorts, publishOutbox } from './publish.ts';

/** What linking needs from outside. */
export interface LinkPorts extends PublishPorts {
  readonly provider: Pick<Provider, 'observe'>;
  readonly clock: Clock;
}

/** What came of linking. */
export interface LinkResult {
  /** The parts that were looked for; each with its item, where there is one now. */
  readonly found: readonly Part[];
  /**
   * Whether every part that is shown was looked for, by a read that would show it if it was still under way. Until then, the attempt
   * must not act for itself.
   */
  readonly isComplete: boolean;
}

/** Others kept changing a part so often in a row: the next look tries again. */
const maximumConflicts = 10;

/**
 * Writes on every part that an answer shows of an attempt whose part it is, and creates the items that are missing: from then on
 * a part is posted and acted on with the whole. On condition of the part's version: a claim that the part took meanwhile is seen by
 * whoever reads it next (rule 8 of claims, `docs/architecture.md`, "Stories"). What is linked already costs nothing.
 */
export async function linkParts(
  ports: LinkPorts,
  whole: Item,
  shown: readonly PartReference[],
  context: Pick<ObservationContext, 'cause'>,
): Promise<LinkResult> {
  const found: Part[] = [];
  let isComplete = true;
  for (const part of shown) {
    if (whole.parts?.some(({ id, key }) => id === part.id && key !== undefined)) continue;
    const linked = await linkPart(ports, whole, part, context);
    if (linked === 'unreadable') {
      isComplete = false;
    } else if (linked !== undefined && 'notShown' in linked) {
      const before = whole.parts?.find(({ id }) => id === part.id);
      const { notShownSinceMs = before === undefined ? linked.notShown.answeredAtMs : 0 } = before ?? {};
      if (!isCertainlyLater({ lastShownAtMs: notShownSinceMs }, linked.traits, linked.notShown)) isComplete = false;
      found.push({ id: part.id, notShownSinceMs });
    } else {
      found.push({ id: part.id, ...(linked === undefined ? {} : { key: linked }) });
    }
  }
  return { found, isComplete };
}

/** The answer about its own target did not show it: it has ended, or that answer is older than the one about the whole. */
interface NotShown {
  readonly notShown: ObservationContext;
  readonly traits: AttemptTraits;
}

type Linked = ItemKey | NotShown | undefined | 'unreadable';

async function linkPart(
  ports: LinkPorts,
  whole: Item,
  part: PartReference,
  context: Pick<ObservationContext, 'cause'>,
): Promise<Linked> {
  try {
    for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
      const linked = await tryToLink(ports, whole, part, context);
      if (linked !== 'conflict') return linked;
    }
  } catch (error) {
    // A part of a back end that is not switched on has no item, and nobody can act on it.
    if (error instanceof ProviderNotEnabled) return undefined;
    const { target } = whole.key;
    ports.log.warn('a part cannot be read now; what it is part of does not act before', {
      target,
      part: part.id,
      error: errorName(error),
    });
  }
  return 'unreadable';
}

/** @returns `undefined` where nothing is known of such an attempt, and none has to be waited for */
async function tryToLink(
  ports: LinkPorts,
  whole: Item,
  { reference, id }: PartReference,
  { cause }: Pick<ObservationContext, 'cause'>,
): Promise<Linked | 'conflict'> {
  const target = reference.target ?? (await ports.provider.observe(reference))?.reference.target;
  if (target === undefined) return undefined;
  const records = await ports.store.attempts(target);
  const known = newestOf(records.items, id);
  if (known !== undefined) return linkKnown(ports, whole, known, cause);
  const askedAtMs = ports.clock.now();
  const state = await ports.provider.observe({ ...reference, target });
  if (state === undefined) return undefined;
  const context: ObservationContext = { askedAtMs, answeredAtMs: ports.clock.now(), cause };
  const { changes } = reconcile({ known: records.items, state, context });
  const change = changes.find(({ item }) => idOf(item) === id);
  if (change === undefined) return { notShown: context, traits: state.traits };
  // Known by its start only. What else the answer says of it is for its own look, which decides on what is news.
  if (change.before !== undefined) return linkKnown(ports, whole, change.before, cause);
  if (isFinal(change.item.subject)) return undefined;
  const item: Item = { ...withPartOf(change.item, whole.key), posted: { stateVersion: 0, inStory: true } };
  const created = await ports.store.create(item, records);
  if (created === undefined) {
    // It may have been there all the time, older than all that is read of a target.
    const there = await ports.store.get(item.key);
    return there ? linkKnown(ports, whole, there, cause) : 'conflict';
  }
  await publishOutbox(ports, created.item, undefined);
  return item.key;
}

async function linkKnown(
  ports: LinkPorts,
  whole: Item,
  part: Item,
  cause: ObservationContext['cause'],
): Promise<Linked | 'conflict'> {
  if (isPartOf(part, whole.key)) return part.key;
  const root = await rootOf(whole, (key) => ports.store.get(key));
  if (part.partOf !== undefined || isSameKey(part.key, root.key) || isSameKey(part.key, whole.key)) {
    const { target } = whole.key;
    ports.log.warn('a part belongs to another attempt already, and stays there', { target, part: part.key.target });
    return undefined;
  }
  const written = await ports.store.put(withLink(part, whole.key, ports.clock.now(), cause));
  if (written === undefined) return 'conflict';
  await publishOutbox(ports, written, part);
  return written.key;
}

/** Its message is behind: it shrinks to a line that points to the story. The entry in the outbox wakes the notifier. */
export function withLink(part: Item, whole: ItemKey, nowMs: number, cause: ObservationContext['cause']): Item {
  const stateVersion = part.stateVersion + 1;
  const linked: Item = { ...withPartOf(part, whole), stateVersion, linkedStateVersion: stateVersion };
  const status = statusOf(part.subject);
  const facts = part.subject;
  const event = { what: 'observed', status, previousStatus: status, cause, factsVersion, facts } as const;
  return withAudit(linked, nowMs, { type: 'bot' }, event);
}

function newestOf(items: readonly Item[], id: string): Item | undefined {
  return items
    .filter((item) => idOf(item) === id)
    .reduce<Item | undefined>(
      (newest, item) => (newest === undefined || item.key.attempt > newest.key.attempt ? item : newest),
      undefined,
    );
}

export function idOf({ subject }: Item): string | undefined {
  return subject.on === 'deployment' ? subject.deployment.id : undefined;
}
