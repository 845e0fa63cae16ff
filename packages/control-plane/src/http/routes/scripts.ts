import { readAttempt, readOutcome } from '../../engine/outcomes.ts';
import { PROTON_OPERATION_NAMES } from '../../model/inputs/index.ts';
import { type CallFailures, FAILURE_NAMES, isFailureName } from '../call-failures.ts';
import type { ServedPlanes } from '../planes.ts';
import { type ControlRouteMethods, checkParameters, invalid, readInteger, readMembers } from './inputs.ts';

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

const MOST_CALLS = 1_000_000;
/** More plans than any test makes; bounds what a careless one can make grow. */
const MOST_PLANS = 100;

/**
 * `POST failures {error, calls, operation?}`: the next so many calls, in whatever region, are refused with this error of
 * the API model; plans are used up in the order in which they were made. `GET failures` shows what is left. Both answer
 * `{failures: [{error, calls, operation?}]}`.
 */
export function failureRoutes(failures: CallFailures): ControlRouteMethods {
  return {
    GET({ query }) {
      checkParameters(query, []);
      return { failures: failures.left };
    },
    POST({ body, query }) {
      checkParameters(query, []);
      const { error, calls, operation } = readMembers(body, ['error', 'calls', 'operation']);
      if (!isFailureName(error)) throw invalid('error', `satisfy enum value set: [${FAILURE_NAMES.join(', ')}]`);
      const count = readInteger(calls, 'calls', 1, MOST_CALLS);
      if (operation !== undefined && !(typeof operation === 'string' && PROTON_OPERATION_NAMES.has(operation))) {
        throw invalid('operation', 'be the name of an operation of AWS Proton');
      }
      if (failures.left.length >= MOST_PLANS)
        throw invalid('error', `wait until fewer than ${MOST_PLANS} plans are left`);
      failures.plan({ error, calls: count, ...(operation !== undefined && { operation }) });
      return { failures: failures.left };
    },
  };
}

/**
 * `POST pushes {provider, repositoryName, branch, files, sha?, accountId?}`, with `?region=` where there are several: plays a
 * commit that was pushed to a linked repository, see `ControlPlane.push`. Answers `{sha}`.
 */
export function pushRoutes(planes: ServedPlanes): ControlRouteMethods {
  return {
    POST({ body, query }) {
      checkParameters(query, ['region']);
      const members = readMembers(body, ['provider', 'repositoryName', 'branch', 'files', 'sha', 'accountId']);
      const { accountId, ...push } = members;
      if (accountId !== undefined && typeof accountId !== 'string') throw invalid('accountId', 'be a string');
      return planes.ofControl(query.get('region')).push(push, { accountId });
    },
  };
}

/**
 * `POST pull-requests {target, state: "closed"}`, with `?region=` where there are several: plays that the pull request of a
 * target was closed, see `ControlPlane.closePullRequest`. Answers `{}`.
 */
export function pullRequestRoutes(planes: ServedPlanes): ControlRouteMethods {
  return {
    POST({ body, query }) {
      checkParameters(query, ['region']);
      const { target, state } = readMembers(body, ['target', 'state']);
      if (typeof target !== 'string') throw invalid('target', 'be a string');
      if (state !== 'closed') throw invalid('state', 'satisfy enum value set: [closed]');
      planes.ofControl(query.get('region')).closePullRequest(target);
      return {};
    },
  };
}
