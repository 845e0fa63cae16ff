import {
  type EventSender,
  type Forwarder,
  isOfWaitingEvents,
  UnusableEventError,
  WaitingEvents,
} from '../events/forwarding/index.ts';
import {
  type Change,
  changesOfState,
  createGroupCommit,
  DamagedJournalError,
  type FileJournalOptions,
  type GroupCommit,
  type Journal,
  JournaledStores,
  openFileJournal,
  ReadWatch,
  type Seen,
  UnusableChangeError,
} from '../journal/index.ts';
import { ProtonError } from '../model/errors.ts';
import { type ControlPlaneRegions, createControlPlaneRegions, UnknownRegionError } from '../regions.ts';
import { type AdvanceableClock, createAdvanceableClock, type MachineTime } from './advanceable-clock.ts';
import { emitTo, forwarderOf, LONGEST_SENDING_MS, type RegionSettings, withoutBus } from './forwarding.ts';
import { createSaving, type Saving } from './saving.ts';
import { reasonOf } from './standalone-error.ts';
import {
  DamagedStateFileError,
  NotSavedError,
  type ReadState,
  type StateFile,
  StateFileAccessError,
} from './state-file/index.ts';

/** Regions on a clock, and the file that keeps both. */
export interface PersistentRegions {
  readonly regions: ControlPlaneRegions;
  /** Sets the clock forward, which is kept, too. */
  advanceClock(byMs: number): void;
  /** @returns a promise for when all that was done so far is kept, or undefined when it is; it rejects when it cannot be */
  kept(): Promise<void> | undefined;
  /** Runs a read, and says when what that has seen is kept. */
  seenBy<Answer>(read: () => Answer): Seen<Answer>;
  /** Whether the last changes could not be kept. Nothing more should be done before `kept` says that they are. */
  readonly isFailing: boolean;
  /** Finds out whether changes can be kept now, by keeping one if none was kept for a while. It rejects when they cannot be. */
  check(): Promise<void>;
  /** Undefined where events are not forwarded. */
  readonly forwarder: Pick<Forwarder, 'isDelayed'> | undefined;
  /**
   * Ends the clock, and waits until everything is kept.
   * @throws NotSavedError
   */
  stop(): Promise<void>;
}

/**
 * Takes up what the file has, if there is one, and keeps it up to date from then on.
 * @param tell receives a line when saving or forwarding fails, and when it works again
 * @param sender receives every event, once it is kept
 * @throws StateFileError when what is in the file cannot be used
 */
export async function createPersistentRegions<Timer>(
  settings: RegionSettings,
  machine: MachineTime<Timer>,
  file: StateFile | undefined,
  tell: (line: string) => void,
  journalOptions: FileJournalOptions = {},
  sender?: EventSender,
): Promise<PersistentRegions> {
  if (file === undefined) return inMemory(settings, machine, tell, sender);
  return inFile(settings, machine, file, openFileJournal(file.location, journalOptions), tell, sender);
}

function inMemory<Timer>(
  settings: RegionSettings,
  machine: MachineTime<Timer>,
  tell: (line: string) => void,
  sender: EventSender | undefined,
): PersistentRegions {
  const clock = createAdvanceableClock(machine);
  const waiting = new WaitingEvents(() => undefined);
  const forwarder = forwarderOf(waiting, sender, () => undefined, machine, tell);
  const emit = emitTo(settings, waiting, forwarder);
  return {
    regions: createControlPlaneRegions({ ...settings, emit, clock }),
    advanceClock: (byMs) => clock.advance(byMs),
    kept: () => undefined,
    seenBy: (read) => ({ result: read, kept: undefined }),
    isFailing: false,
    check: () => Promise.resolve(),
    forwarder,
    async stop() {
      clock.stop();
      await forwarder?.stop(LONGEST_SENDING_MS);
    },
  };
}

async function inFile<Timer>(
  settings: RegionSettings,
  machine: MachineTime<Timer>,
  file: StateFile,
  journal: Journal,
  tell: (line: string) => void,
  sender: EventSender | undefined,
): Promise<PersistentRegions> {
  let clock: AdvanceableClock | undefined;
  try {
    const old = await file.readWhole();
    // Not before what was kept is taken up.
    let group: GroupCommit | undefined;
    let reads: ReadWatch | undefined;
    const stores = new JournaledStores(
      (change) => group?.add(change),
      (place) => reads?.saw(place),
    );
    const waiting = new WaitingEvents((change) => group?.add(change));
    const { number, advancedMs } =
      old === undefined ? await readJournal(journal, stores, waiting, file) : takeOver(old, stores, file);
    const running = clockAhead(machine, advancedMs, file);
    clock = running;
    const saving = createSaving(tell);
    const state = () => stateOf(stores, waiting, running);
    let ready = Promise.resolve();
    const forwarder = forwarderOf(waiting, sender, () => saving.watch(group?.commit()), machine, tell);
    const emit = emitTo(settings, waiting, forwarder);
    const regions = takeUp({ ...settings, emit }, running, stores, file, () => void saving.watch(group?.commit()));
    group = createGroupCommit({
      journal,
      number,
      state,
      gather: (lastAppendMs, isComplete) => ready.then(() => gather(lastAppendMs, isComplete)),
      nowMs: () => performance.now(),
      onSnapshotFailed: (error) =>
        tell(`The state file could not be made shorter: ${reasonOf(error)}. It is tried again.`),
    });
    reads = new ReadWatch(group);
    // What was whole becomes a journal, before anything is appended to it: all of it is read at once, before anything changes.
    if (old !== undefined) ready = journal.snapshot([...state()], () => undefined);
    await ready.catch((error: unknown) => {
      throw new StateFileAccessError(file.path, error);
    });
    if (forwarder === undefined && waiting.count > 0) tell(withoutBus(waiting.count));
    forwarder?.wake();
    return keeping({ regions, clock: running, journal, group, reads, saving, forwarder, now: () => machine.now() });
  } catch (error) {
    clock?.stop();
    await journal.close();
    throw error;
  }
}

/** Of the time that an append takes, so much is waited for others; on a fast disk nobody waits. */
const GATHERED_SHARE = 0.3;
const LONGEST_GATHERING_MS = 1;

async function gather(lastAppendMs: number, isComplete: () => boolean): Promise<void> {
  const untilMs = performance.now() + Math.min(lastAppendMs * GATHERED_SHARE, LONGEST_GATHERING_MS);
  // Timers are too coarse.
  do await new Promise((resolve) => setImmediate(resolve));
  while (!isComplete() && performance.now() < untilMs);
}

interface KeptParts {
  readonly regions: ControlPlaneRegions;
  readonly clock: AdvanceableClock;
  readonly journal: Journal;
  readonly group: GroupCommit;
  readonly reads: ReadWatch;
  readonly saving: Saving;
  readonly forwarder: Forwarder | undefined;
  readonly now: () => number;
}

/** What was found out so lately is not found out again, so that whoever asks for the health cannot keep the disk busy. */
const CHECK_INTERVAL_MS = 10_000;
const FAILED_CHECK_INTERVAL_MS = 1000;

function keeping({ regions, clock, journal, group, reads, saving, forwarder, now }: KeptParts): PersistentRegions {
  const kept = () => saving.watch(group.commit());
  let checked: Promise<void> = Promise.resolve();
  let checkedUntilMs = 0;

  async function check(): Promise<void> {
    checkedUntilMs = now() + FAILED_CHECK_INTERVAL_MS;
    // Of all changes, the only one that changes nothing.
    if (group.failure === undefined) group.add({ type: 'clock', advancedMs: clock.advancedMs });
    await kept();
    checkedUntilMs = now() + CHECK_INTERVAL_MS;
  }

  return {
    regions,
    advanceClock(byMs) {
      clock.advance(byMs);
      group.add({ type: 'clock', advancedMs: clock.advancedMs });
      void kept();
    },
    kept,
    seenBy: (read) => reads.during(read),
    get isFailing() {
      return group.failure !== undefined;
    },
    check() {
      const isKnown = now() < checkedUntilMs;
      if (!isKnown) checked = check();
      return checked;
    },
    forwarder,
    async stop() {
      clock.stop();
      await forwarder?.stop(LONGEST_SENDING_MS);
      try {
        // What runs may fail; then all is tried once more.
        await kept()?.catch(() => kept());
      } catch (error) {
        throw new NotSavedError(error);
      } finally {
        await journal.close();
      }
    },
  };
}

async function readJournal(
  journal: Journal,
  stores: JournaledStores,
  waiting: WaitingEvents,
  file: StateFile,
): Promise<{ readonly number: number; readonly advancedMs: number }> {
  let advancedMs = 0;
  try {
    const number = await journal.read((change) => {
      if (change.type === 'clock') advancedMs = change.advancedMs;
      else if (isOfWaitingEvents(change)) waiting.apply(change);
      else stores.apply(change);
    });
    return { number, advancedMs };
  } catch (error) {
    const isDamage = [DamagedJournalError, UnusableChangeError, UnusableEventError].some(
      (kind) => error instanceof kind,
    );
    if (isDamage && error instanceof Error) {
      throw new DamagedStateFileError(file.path, error.message, { cause: error });
    }
    throw new StateFileAccessError(file.path, error);
  }
}

/** @throws DamagedStateFileError */
function takeOver(
  { regions, advancedMs }: ReadState,
  stores: JournaledStores,
  file: StateFile,
): { readonly number: number; readonly advancedMs: number } {
  try {
    for (const change of changesOfState(regions)) stores.apply(change);
    return { number: 0, advancedMs };
  } catch (error) {
    if (!(error instanceof UnusableChangeError)) throw error;
    throw new DamagedStateFileError(file.path, error.message, { cause: error });
  }
}

function takeUp(
  settings: RegionSettings,
  clock: AdvanceableClock,
  stores: JournaledStores,
  file: StateFile,
  onChange: () => void,
): ControlPlaneRegions {
  try {
    return createControlPlaneRegions({ ...settings, clock, onChange }, stores);
  } catch (error) {
    if (error instanceof UnknownRegionError && error.region === settings.region) throw error;
    if (error instanceof ProtonError) throw error;
    const problem = error instanceof UnknownRegionError ? error.message : 'some of its records are not whole';
    throw new DamagedStateFileError(file.path, problem, { cause: error });
  }
}

function* stateOf(stores: JournaledStores, waiting: WaitingEvents, clock: AdvanceableClock): Generator<Change> {
  yield { type: 'clock', advancedMs: clock.advancedMs };
  yield* stores.state();
  yield* waiting.state();
}

function clockAhead<Timer>(machine: MachineTime<Timer>, advancedMs: number, file: StateFile): AdvanceableClock {
  try {
    return createAdvanceableClock(machine, advancedMs);
  } catch (error) {
    throw new DamagedStateFileError(file.path, '"advancedMs" leads beyond what a date can name', { cause: error });
  }
}
