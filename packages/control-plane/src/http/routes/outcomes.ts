import { readAttempt, readOutcome } from '../../engine/outcomes.ts';
import type { ServedPlanes } from '../planes.ts';
import { checkParameters, invalid, readMembers } from './inputs.ts';
import type { ControlRouteMethods } from './route.ts';

/**
 * `POST outcomes {target, outcome, statusMessage?, on?}`, with `?region=` where there are several: scripts how what is
 * done with a target ends, see `ControlPlane.script`. Answers `{}`.
 */
export function outcomeRoutes(planes: ServedPlanes): ControlRouteMethods {
  return {
    POST({ body, query }) {
      checkParameters(query, ['region']);
      const members = readMembers(body, ['target', 'outcome', 'statusMessage', 'on']);
      const { target, outcome, statusMessage } = members;
      if (typeof target !== 'string') throw invalid('target', 'be a string');
      if (statusMessage !== undefined && typeof statusMessage !== 'string')
        throw invalid('statusMessage', 'be a string');
      const on = readAttempt(members.on ?? 'deployment');
      planes.ofControl(query.get('region')).script(target, readOutcome(outcome, on), { statusMessage, on });
      return {};
    },
  };
}
