import { ValidationException } from '../../model/errors.ts';
import { UnreadableStateError } from '../../store/snapshot.ts';
import type { CallFailures } from '../call-failures.ts';
import type { ControlPlaneHttpOptions } from '../options.ts';
import type { ServedPlanes } from '../planes.ts';
import { checkParameters } from './inputs.ts';
import type { ControlRouteMethods } from './route.ts';

/** `POST reset`: forgets everything in every region, planned failures and tapped events included. Answers `{}`. */
export function resetRoutes(
  planes: ServedPlanes,
  failures: CallFailures,
  { tap }: Pick<ControlPlaneHttpOptions, 'tap'>,
): ControlRouteMethods {
  return {
    POST({ query }) {
      checkParameters(query, []);
      planes.reset();
      failures.clear();
      tap?.clear();
      return {};
    },
  };
}

/**
 * `GET snapshot` answers with the state of every region; `PUT snapshot` replaces it by such a state, or by none of it
 * when it is not one (ValidationException), and answers `{}`.
 */
export function snapshotRoutes(planes: ServedPlanes): ControlRouteMethods {
  return {
    GET({ query }) {
      checkParameters(query, []);
      return planes.snapshot();
    },
    PUT({ body, query }) {
      checkParameters(query, []);
      try {
        planes.restore(body);
      } catch (error) {
        throw error instanceof UnreadableStateError ? new ValidationException(error.message) : error;
      }
      return {};
    },
  };
}
