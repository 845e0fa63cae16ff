import type { EventTap } from '../../events/event-tap.ts';
import { checkParameters, readInteger } from './inputs.ts';
import type { ControlRouteMethods } from './route.ts';

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
