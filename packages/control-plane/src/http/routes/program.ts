import type { EventTap } from '../../events/event-tap.ts';
import { ValidationException } from '../../model/errors.ts';
import { UnreadableStateError } from '../../store/snapshot.ts';
import type { CallFailures } from '../call-failures.ts';
import type { ControlPlaneHttpOptions } from '../options.ts';
import type { ServedPlanes } from '../planes.ts';
import { type ControlRouteMethods, checkParameters, readInteger, readMembers } from './inputs.ts';

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

const MOST_MS = 366 * 24 * 60 * 60 * 1000;

/** `POST clock {advanceMs}`: lets so much time pass at once, at most a year; what falls due in it happens. Answers `{}`. */
export function clockRoutes(advanceClock: (byMs: number) => void): ControlRouteMethods {
  return {
    POST({ body, query }) {
      checkParameters(query, []);
      const { advanceMs } = readMembers(body, ['advanceMs']);
      advanceClock(readInteger(advanceMs, 'advanceMs', 0, MOST_MS));
      return {};
    },
  };
}

const DIGITS = /^\d+$/;

/**
 * `GET tap?after=<sequence>` answers `{events: [{sequence, event}], lastSequence}` with the events that are still kept
 * and came after that one, oldest first; without `after`, all that are kept. A gap after `after` means that some were
 * dropped.
 */
export function tapRoutes(tap: EventTap): ControlRouteMethods {
  return {
    GET({ query }) {
      checkParameters(query, ['after']);
      const given = query.get('after') ?? '0';
      const after = readInteger(DIGITS.test(given) ? Number(given) : undefined, 'after', 0, Number.MAX_SAFE_INTEGER);
      return { events: tap.after(after), lastSequence: tap.lastSequence };
    },
  };
}
