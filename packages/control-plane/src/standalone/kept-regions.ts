import { type ControlPlaneRegions, createControlPlaneRegions } from '../regions.ts';
import { UnreadableStateError } from '../store/snapshot.ts';
import { type AdvanceableClock, createAdvanceableClock, type MachineTime } from './advanceable-clock.ts';
import {
  type ContinuousSaver,
  createContinuousSaver,
  DamagedStateFileError,
  type StateFile,
} from './state-file/index.ts';

/** Regions on a clock, and the file that keeps both. */
export interface KeptRegions {
  readonly regions: ControlPlaneRegions;
  /** Sets the clock forward, which is kept, too. */
  advanceClock(byMs: number): void;
  /**
   * Ends the clock, and waits for the last save.
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
): Promise<KeptRegions> {
  // Not before what was kept is restored: a file that cannot be taken up is never written to.
  let saver: ContinuousSaver | undefined;
  const onChange = (): void => saver?.changed();
  const { clock, regions } = await takeUp(file, machine, (clock) =>
    createControlPlaneRegions({ ...settings, clock, onChange }),
  );
  if (file !== undefined) {
    const take = () => ({ regions: regions.view(), advancedMs: clock.advancedMs });
    saver = createContinuousSaver(() => file.save(take), tell);
  }
  return {
    regions,
    advanceClock(byMs) {
      clock.advance(byMs);
      onChange();
    },
    async stop() {
      clock.stop();
      await saver?.finish();
    },
  };
}

async function takeUp<Timer>(
  file: StateFile | undefined,
  machine: MachineTime<Timer>,
  createRegions: (clock: AdvanceableClock) => ControlPlaneRegions,
): Promise<{ readonly clock: AdvanceableClock; readonly regions: ControlPlaneRegions }> {
  const content = await file?.read();
  if (file === undefined || content === undefined) {
    const clock = createAdvanceableClock(machine);
    return { clock, regions: createRegions(clock) };
  }
  const damaged = (problem: string, cause: unknown) => new DamagedStateFileError(file.path, problem, { cause });
  const clock = clockAhead(machine, content.advancedMs, damaged);
  const regions = createRegions(clock);
  try {
    regions.restore(content.regions);
  } catch (error) {
    clock.stop();
    throw damaged(error instanceof UnreadableStateError ? error.reason : 'some of its records are not whole', error);
  }
  return { clock, regions };
}

function clockAhead<Timer>(
  machine: MachineTime<Timer>,
  advancedMs: number,
  damaged: (problem: string, cause: unknown) => Error,
): AdvanceableClock {
  try {
    return createAdvanceableClock(machine, advancedMs);
  } catch (error) {
    throw damaged('"advancedMs" leads beyond what a date can name', error);
  }
}
