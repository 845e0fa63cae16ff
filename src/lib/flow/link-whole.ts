import { errorName } from '../model/errors.ts';
import { startOf } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import type { ObservationContext } from '../model/observation.ts';
import { isCertainlyLater, reconcile } from '../model/reconcile.ts';
import type { SubjectReference } from '../model/reference.ts';
import { isFinal } from '../model/statuses.ts';
import { rootOf, withParts } from '../model/story.ts';
import { isSameKey } from '../model/story-message.ts';
import { ProviderNotEnabled } from '../ports.ts';
import { changeItem } from './change.ts';
import { idOf, type LinkPorts, withLink } from './link.ts';
import { publishOutbox } from './publish.ts';

type Cause = Pick<ObservationContext, 'cause'>;

/** A part begins after what drives it. Their times may be of two services, whose clocks differ. */
const clocksDifferMs = 60_000;

/**
 * Links a part to what drives it, where only the part's own answer says so: to the newest attempt in progress there that began before
 * it. Only what is stored is read.
 *
 * @returns the part as it is now; without `partOf` where no such attempt is known
 */
export async function linkToKnownWhole(
  ports: LinkPorts,
  part: Item,
  reference: SubjectReference,
  context: Cause,
): Promise<Item> {
  const whole = await driverAmong(ports, part, await attemptsAt(ports, part, reference));
  return whole === undefined ? part : linkTo(ports, part, whole, context);
}

/**
 * The same, by the truth about what drives it, for a part that is about to be acted on. An attempt there that nobody knew is stored.
 *
 * @returns the part, linked; `free` if nothing there drives it now; `unknown` if the answer may be older than its beginning, or if there
 *   is none
 */
export async function linkToTrueWhole(
  ports: LinkPorts,
  part: Item,
  reference: SubjectReference,
  { cause }: Cause,
): Promise<Item | 'free' | 'unknown'> {
  try {
    const target = reference.target ?? (await ports.provider.observe(reference))?.reference.target;
    if (target === undefined) return 'free';
    const records = await ports.store.attempts(target);
    const askedAtMs = ports.clock.now();
    const state = await ports.provider.observe({ ...reference, target });
    // The root of a nested stack, for example, is another target.
    if (state !== undefined && state.reference.target !== target && reference.target !== state.reference.target) {
      return await linkToTrueWhole(ports, part, { ...reference, ...state.reference }, { cause });
    }
    if (state === undefined) return 'free';
    const context: ObservationContext = { askedAtMs, answeredAtMs: ports.clock.now(), cause };
    const { changes } = reconcile({ known: records.items, state, context });
    const shown = changes.filter(({ kind }) => kind !== 'absent' && kind !== 'stale').map(({ item }) => item);
    const whole = await driverAmong(ports, part, shown);
    if (whole === undefined) {
      const isCertain = isCertainlyLater({ lastShownAtMs: part.firstSeenAtMs }, state.traits, context);
      return isCertain ? 'free' : 'unknown';
    }
    if (whole.version > 0) return await linkTo(ports, part, whole, { cause });
    const created = await ports.store.create(whole, records);
    // Others were faster: the next look finds what they made.
    if (created === undefined) return 'unknown';
    await publishOutbox(ports, created.item, undefined);
    return await linkTo(ports, part, created.item, { cause });
  } catch (error) {
    if (error instanceof ProviderNotEnabled) return 'free';
    warn(ports, part, error);
    return 'unknown';
  }
}

/** The whole is written first. So after a crash between the two writes, the part's next look links it again. */
async function linkTo(ports: LinkPorts, part: Item, whole: Item, { cause }: Cause): Promise<Item> {
  const id = idOf(part);
  if (id === undefined) return part;
  await changeItem(ports.store, whole, (fresh) => withParts(fresh, [{ id, key: part.key }]));
  return changeItem(ports.store, part, (fresh) =>
    fresh.partOf === undefined
      ? { ...withLink(fresh, whole.key, ports.clock.now(), cause), isDriven: true as const }
      : fresh,
  );
}

/** The newest of the attempts that is in progress and began before the part, unless it is itself a part of the part. */
async function driverAmong(ports: LinkPorts, part: Item, items: readonly Item[]): Promise<Item | undefined> {
  const begunBefore = items.filter(
    (item) =>
      !isFinal(item.subject) && startOf(item) <= startOf(part) + clocksDifferMs && !isSameKey(item.key, part.key),
  );
  const newest = begunBefore.reduce<Item | undefined>(
    (found, item) => (found === undefined || item.key.attempt > found.key.attempt ? item : found),
    undefined,
  );
  if (newest === undefined) return undefined;
  const root = await rootOf(newest, (key) => ports.store.get(key));
  return isSameKey(root.key, part.key) ? undefined : newest;
}

/** What is known of the target under this name; or under the one that its provider uses, such as that of the root of a nested stack. */
async function attemptsAt(ports: LinkPorts, part: Item, reference: SubjectReference): Promise<readonly Item[]> {
  const { target } = reference;
  if (target !== undefined) {
    const { items } = await ports.store.attempts(target);
    if (items.length > 0) return items;
  }
  try {
    const named = (await ports.provider.observe(reference))?.reference.target;
    return named === undefined || named === target ? [] : (await ports.store.attempts(named)).items;
  } catch (error) {
    if (!(error instanceof ProviderNotEnabled)) warn(ports, part, error);
    return [];
  }
}

function warn({ log }: LinkPorts, { key }: Item, error: unknown): void {
  log.warn('what drives a part cannot be read now; the next look tries again', {
    target: key.target,
    error: errorName(error),
  });
}
