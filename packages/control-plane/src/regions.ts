import { type ControlPlane, type ControlPlaneOptions, createControlPlane } from './control-plane.ts';
import { type ControlPlaneState, UnreadableStateError } from './store/snapshot.ts';

/** The form that AWS gives the names of its regions; one that does not fit is a mistake of the caller. */
const REGION_NAME = /^[a-z]{2}(?:-[a-z]+){1,3}-\d$/;

/** More regions than AWS has; bounds what a careless caller can make grow. */
const MAXIMUM_REGIONS = 64;

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
   * @throws UnknownRegionError when the name is not one of a region
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

/** The name of a region is malformed, or there are too many regions in use. */
export class UnknownRegionError extends Error {
  override readonly name = 'UnknownRegionError';
  constructor(region: string) {
    super(`"${region.slice(0, 40)}" is not a region this control plane can serve; use a name such as eu-central-1.`);
  }
}

/** @param options as for one control plane; its `region` is where calls go that name no other */
export function createControlPlaneRegions(options: Omit<ControlPlaneOptions, 'store'>): ControlPlaneRegions {
  const planes = new Map<string, ControlPlane>();
  const planeIn = (region: string): ControlPlane => {
    const known = planes.get(region);
    if (known !== undefined) return known;
    if (!REGION_NAME.test(region) || planes.size >= MAXIMUM_REGIONS) throw new UnknownRegionError(region);
    const plane = createControlPlane({ ...options, region });
    planes.set(region, plane);
    return plane;
  };
  planeIn(options.region);

  function replaceAll(states: Readonly<Record<string, ControlPlaneState>>): void {
    const before = [...planes].map(([region, plane]) => ({ region, state: plane.snapshot() }));
    try {
      for (const plane of planes.values()) plane.reset();
      for (const [region, state] of Object.entries(states)) planeIn(region).restore(state);
    } catch (error) {
      for (const plane of planes.values()) plane.reset();
      for (const { region, state } of before) planeIn(region).restore(state);
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

/** Each region's part is checked when it is restored. */
function isRegionsState(state: unknown): state is RegionsState {
  if (typeof state !== 'object' || state === null || !('format' in state) || !('regions' in state)) return false;
  const { format, regions } = state;
  return format === 1 && typeof regions === 'object' && regions !== null && !Array.isArray(regions);
}
