import { AWS_REGIONS } from './aws-regions.ts';
import { type ControlPlane, type ControlPlaneOptions, createControlPlane } from './control-plane.ts';
import { type ControlPlaneState, UnreadableStateError } from './store/snapshot.ts';
import type { ControlPlaneStore } from './store/store.ts';

/** The form that AWS gives the names of its regions; one that does not fit is a mistake of the caller. */
const REGION_NAME = /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d$/;

/** The state of every region that was used; give it back to `restore`, do not edit it. */
export interface RegionsState {
  readonly format: 1;
  readonly regions: Readonly<Record<string, ControlPlaneState>>;
}

/** Control planes side by side, one per region. Nothing is shared between them but the clock and chance. */
export interface ControlPlaneRegions {
  readonly defaultRegion: string;
  /**
   * The control plane of a region, made when it is first asked for.
   * @throws UnknownRegionError when AWS has no such region, nor is it the default region or one that was restored
   */
  in(region: string): ControlPlane;
  snapshot(): RegionsState;
  /** As `snapshot`, sharing its records with the control planes: see `ControlPlane.view`. */
  view(): RegionsState;
  /**
   * Replaces the state of all regions.
   * @throws UnreadableStateError; nothing has changed then
   */
  restore(state: unknown): void;
  /** Empties every region, scripted outcomes included. */
  reset(): void;
}

/** AWS has no such region; of the default region and of those that are restored, the name is malformed. */
export class UnknownRegionError extends Error {
  override readonly name = 'UnknownRegionError';
  readonly region: string;
  constructor(region: string) {
    super(`"${region.slice(0, 40)}" is not a region this control plane can serve; use a name such as eu-central-1.`);
    this.region = region;
  }
}

/** Where the states of regions are kept. */
export interface RegionStores {
  /** Those for which there is one already; they are served. */
  readonly regions: readonly string[];
  of(region: string): ControlPlaneStore;
}

/**
 * @param options as for one control plane; its `region` is where calls go that name no other
 * @param stores in memory by default
 * @throws UnknownRegionError when one of the stores is for something that is no region
 */
export function createControlPlaneRegions(
  options: Omit<ControlPlaneOptions, 'store'>,
  stores?: RegionStores,
): ControlPlaneRegions {
  const planes = new Map<string, ControlPlane>();
  const planeNamed = (region: string, isRegion: boolean): ControlPlane => {
    const known = planes.get(region);
    if (known !== undefined) return known;
    if (!isRegion) throw new UnknownRegionError(region);
    const plane = createControlPlane({ ...options, region, ...(stores !== undefined && { store: stores.of(region) }) });
    planes.set(region, plane);
    return plane;
  };
  /** Whoever starts it, or restores a state, may have regions of another cloud. A caller may not invent any. */
  const ownPlane = (region: string): ControlPlane => planeNamed(region, REGION_NAME.test(region));
  const planeIn = (region: string): ControlPlane => planeNamed(region, AWS_REGIONS.has(region));
  ownPlane(options.region);
  for (const region of stores?.regions ?? []) ownPlane(region);

  function replaceAll(states: Readonly<Record<string, ControlPlaneState>>): void {
    const before = [...planes].map(([region, plane]) => ({ region, state: plane.snapshot() }));
    try {
      for (const plane of planes.values()) plane.reset();
      for (const [region, state] of Object.entries(states)) {
        // Of a region that is none of AWS's, only what is in it is a reason to serve it.
        if (AWS_REGIONS.has(region) || planes.has(region) || !isEmpty(state)) ownPlane(region).restore(state);
      }
    } catch (error) {
      for (const plane of planes.values()) plane.reset();
      for (const { region, state } of before) ownPlane(region).restore(state);
      throw error instanceof UnknownRegionError ? new UnreadableStateError(error.message) : error;
    }
  }

  const stateOf = (take: (plane: ControlPlane) => ControlPlaneState): RegionsState => ({
    format: 1,
    regions: Object.fromEntries([...planes].map(([region, plane]) => [region, take(plane)])),
  });

  return {
    defaultRegion: options.region,
    in: planeIn,
    snapshot: () => stateOf((plane) => plane.snapshot()),
    view: () => stateOf((plane) => plane.view()),
    restore: (state) => replaceAll(readRegionsState(state)),
    reset() {
      for (const plane of planes.values()) plane.reset();
    },
  };
}

function readRegionsState(state: unknown): RegionsState['regions'] {
  if (!isRegionsState(state)) throw new UnreadableStateError('it is not a state of regions in format 1');
  return state.regions;
}

/** Whether there is no record in a state; what is no state is not empty, so that it is refused. */
function isEmpty(state: unknown): boolean {
  if (typeof state !== 'object' || state === null || !('deployables' in state)) return false;
  return Object.values(state).every((records) => !Array.isArray(records) || records.length === 0);
}

/** Each region's part is checked when it is restored. */
function isRegionsState(state: unknown): state is RegionsState {
  if (typeof state !== 'object' || state === null || !('format' in state) || !('regions' in state)) return false;
  const { format, regions } = state;
  return format === 1 && typeof regions === 'object' && regions !== null && !Array.isArray(regions);
}
