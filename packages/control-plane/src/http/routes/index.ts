import type { CallFailures } from '../call-failures.ts';
import type { ControlPlaneHttpOptions } from '../options.ts';
import type { ServedPlanes } from '../planes.ts';
import { nothingThere, wrongMethod } from '../refusal.ts';
import type { ControlRoute, ControlRouteMethods } from './inputs.ts';
import { clockRoutes, resetRoutes, snapshotRoutes, tapRoutes } from './program.ts';
import { failureRoutes, outcomeRoutes, pullRequestRoutes, pushRoutes } from './scripts.ts';

export type { ControlRoute } from './inputs.ts';

/** Under this path the control plane is controlled; AWS has nothing there. */
export const CONTROL_PATH = '/_proton-bot/';

/** Finds the control route of a method and a path. @throws HttpRefusal 404 or 405 */
export type ControlRoutes = (method: string, path: string) => ControlRoute;

/**
 * The control routes that the options ask for: none without `testRoutes`; with it `outcomes`, `pushes`, `pull-requests` and `failures`
 * always, `reset` and `snapshot` with `stateRoutes`, `clock` with `advanceClock`, `tap` with `tap`. The functions that make
 * them document them.
 */
export function createControlRoutes(
  planes: ServedPlanes,
  failures: CallFailures,
  options: ControlPlaneHttpOptions,
): ControlRoutes {
  const { testRoutes, stateRoutes, advanceClock, tap } = options;
  if (testRoutes !== true) return noControlRoutes;
  const noState = 'The state of this control plane is not served; it was started without that.';
  const routes: Readonly<Record<string, ControlRouteMethods | string>> = {
    outcomes: outcomeRoutes(planes),
    pushes: pushRoutes(planes),
    'pull-requests': pullRequestRoutes(planes),
    failures: failureRoutes(failures),
    reset: stateRoutes === true ? resetRoutes(planes, failures, options) : noState,
    snapshot: stateRoutes === true ? snapshotRoutes(planes) : noState,
    clock: advanceClock
      ? clockRoutes(advanceClock)
      : 'The clock of this control plane cannot be advanced; it is that of the machine.',
    tap: tap ? tapRoutes(tap) : 'The events of this control plane are not tapped; it was started without that.',
  };
  const names = Object.keys(routes).filter((name) => typeof routes[name] === 'object');
  const elsewhere = `There is nothing at this path. Operations are at /, control routes at ${CONTROL_PATH}${names.join(', ')}.`;

  return (method, path) => {
    const name = path.startsWith(CONTROL_PATH) ? path.slice(CONTROL_PATH.length) : '';
    const methods = Object.hasOwn(routes, name) ? routes[name] : elsewhere;
    if (typeof methods !== 'object') throw nothingThere(methods ?? elsewhere);
    if (method === 'GET' || method === 'POST' || method === 'PUT') {
      const route = methods[method];
      if (route !== undefined) return route;
    }
    throw wrongMethod(Object.keys(methods));
  };
}

/** What is asked for does not matter: a control plane without control routes does not tell which ones there could be. */
function noControlRoutes(_method: string, path: string): never {
  throw nothingThere(
    path.startsWith(CONTROL_PATH)
      ? `The control routes, ${CONTROL_PATH}, are switched off. They are for tests: start with --test-routes to have them.`
      : 'There is nothing at this path. Operations are at /.',
  );
}
