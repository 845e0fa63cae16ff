import type { ControlPlane } from '../control-plane.ts';
import { ValidationException } from '../model/errors.ts';
import { type ControlPlaneRegions, UnknownRegionError } from '../regions.ts';
import { InvalidSignatureException } from './signatures/index.ts';

/** The control planes behind one port. */
export interface ServedPlanes {
  /**
   * The one that a call is for.
   * @param region of the credential scope; the default region without one
   * @throws InvalidSignatureException when that is no region, as AWS has it
   */
  ofCall(region: string | undefined): ControlPlane;
  /**
   * The one that a control route is about.
   * @throws ValidationException when that is no region, or there is no choice
   */
  ofControl(region: string | null): ControlPlane;
  snapshot(): unknown;
  restore(state: unknown): void;
  reset(): void;
}

/** A single control plane serves the calls of every region; of several, the region of a call chooses. */
export function servedPlanes(planes: ControlPlane | ControlPlaneRegions): ServedPlanes {
  const shared = {
    snapshot: () => planes.snapshot(),
    restore: (state: unknown) => planes.restore(state),
    reset: () => planes.reset(),
  };
  if (!('defaultRegion' in planes)) {
    return {
      ...shared,
      ofCall: () => planes,
      ofControl(region) {
        if (region === null) return planes;
        throw new ValidationException('This control plane serves one region; leave out the parameter region.');
      },
    };
  }
  const inRegion = (region: string, refusal: (error: UnknownRegionError) => Error): ControlPlane => {
    try {
      return planes.in(region);
    } catch (error) {
      throw error instanceof UnknownRegionError ? refusal(error) : error;
    }
  };
  return {
    ...shared,
    ofCall: (region = planes.defaultRegion) =>
      inRegion(region, () => new InvalidSignatureException('Credential should be scoped to a valid region.')),
    ofControl: (region) =>
      inRegion(region ?? planes.defaultRegion, ({ message }) => new ValidationException(`region: ${message}`)),
  };
}
