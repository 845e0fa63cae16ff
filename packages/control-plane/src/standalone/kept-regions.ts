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
import { reasonOf } from './standalone-error.ts';
import {
  DamagedStateFileError,
  NotSavedError,
  type ReadState,
  type StateFile,
  StateFileAccessError,
} from './state-file/index.ts';

/** Regions on a clock, and the file that keeps both. */
export interface KeptRegions {
  readonly regions: ControlPlaneRegions;
  /** Sets the clock forward, which is kept, too. */
  advanceClock(byMs: number): void;
  /** @returns a promise for when all that was done so far is kept, or undefined when it is; it rejects when it cannot be */
  kept(): Promise<void> | undefined;
  /** Runs a read, and says when what that has seen is kept. */
  seenBy<Answer>(read: () => Answer): Seen<Answer>;
  /** Whether the last changes could not be kept. Nothing more should be done before `kept` says that they are. */
  readonly isFailing: boolean;
  /**
   * Ends the clock, and waits until everything is kept.
   * @throws NotSavedError
   */
  stop(): Promise<void>;
}

/** All of `createControlPlaneRegions` that is no part of a running machine. */
export type RegionSettings = Omit<Parameters<typeof createControlPlaneRegions>[0], 'clock' | 'onChange'>;

/**
 * Takes up what the file has, if there is one, and keeps it up to date from then on.
 * @param tell receives a line when saving fails, and when it works again
 * @throws StateFileError when what is in the file cannot be used
 */
export async function createKeptRegions<Timer>(
  settings: RegionSettings,
  machine: MachineTime<Timer>,
  file: StateFile | undefined,
  tell: (line: string) => void,
  journalOptions: FileJournalOptions = {},
): Promise<KeptRegions> {
  if (file === undefined) return inMemory(settings, machine);
  return inFile(settings, machine, file, openFileJournal(file.location, journalOptions), tell);
}

function inMemory<Timer>(settings: RegionSettings, machine: MachineTime<Timer>): KeptRegions {
  const clock = createAdvanceableClock(machine);
  return {
    regions: createControlPlaneRegions({ ...settings, clock }),
    advanceClock: (byMs) => clock.advance(byMs),
    kept: () => undefined,
    seenBy: (read) => ({ result: read, kept: undefined }),
    isFailing: false,
    stop() {
      clock.stop();
      return Promise.resolve();
    },
  };
}

async function inFile<Timer>(
  settings: RegionSettings,
  machine: MachineTime<Timer>,
  file: StateFile,
  journal: Journal,
  tell: (line: string) => void,
): Promise<KeptRegions> {
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
    const { number, advancedMs } =
      old === undefined ? await readJournal(journal, stores, file) : takeOver(old, stores, file);
    const running = clockAhead(machine, advancedMs, file);
    clock = running;
    const saving = createSaving(tell);
    const state = () => stateOf(stores, running);
    let ready = Promise.resolve();
    const regions = takeUp(settings, running, stores, file, () => void saving.watch(group?.commit()));
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
    return keeping(regions, running, journal, group, reads, saving);
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

function keeping(
  regions: ControlPlaneRegions,
  clock: AdvanceableClock,
  journal: Journal,
  group: GroupCommit,
  reads: ReadWatch,
  saving: Saving,
): KeptRegions {
  const kept = () => saving.watch(group.commit());
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
    async stop() {
      clock.stop();
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

/** Tells the user when saving begins to fail, and when it works again. */
interface Saving {
  /** @returns what it was given */
  watch(group: Promise<void> | undefined): Promise<void> | undefined;
}

function createSaving(tell: (line: string) => void): Saving {
  let told: string | undefined;
  let watched: Promise<void> | undefined;
  const failed = (error: unknown): void => {
    const reason = reasonOf(error);
    if (reason !== told) tell(`The state could not be saved: ${reason}. Calls are refused until it can be.`);
    told = reason;
  };
  const succeeded = (): void => {
    if (told !== undefined) tell('The state is saved again.');
    told = undefined;
  };
  return {
    watch(group) {
      if (group !== undefined && group !== watched) {
        watched = group;
        void group.then(succeeded, failed);
      }
      return group;
    },
  };
}

async function readJournal(
  journal: Journal,
  stores: JournaledStores,
  file: StateFile,
): Promise<{ readonly number: number; readonly advancedMs: number }> {
  let advancedMs = 0;
  try {
    const number = await journal.read((change) => {
      if (change.type === 'clock') advancedMs = change.advancedMs;
      else stores.apply(change);
    });
    return { number, advancedMs };
  } catch (error) {
    if (error instanceof DamagedJournalError || error instanceof UnusableChangeError) {
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

function* stateOf(stores: JournaledStores, clock: AdvanceableClock): Generator<Change> {
  yield { type: 'clock', advancedMs: clock.advancedMs };
  yield* stores.state();
}

function clockAhead<Timer>(machine: MachineTime<Timer>, advancedMs: number, file: StateFile): AdvanceableClock {
  try {
    return createAdvanceableClock(machine, advancedMs);
  } catch (error) {
    throw new DamagedStateFileError(file.path, '"advancedMs" leads beyond what a date can name', { cause: error });
  }
}
