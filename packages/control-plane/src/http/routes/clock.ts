import { checkParameters, readInteger, readMembers } from './inputs.ts';
import type { ControlRouteMethods } from './route.ts';

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
