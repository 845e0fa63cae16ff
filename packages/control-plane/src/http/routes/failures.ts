import { PROTON_OPERATION_NAMES } from '../../model/operation-names.ts';
import { type CallFailures, FAILURE_NAMES, isFailureName } from '../call-failures.ts';
import { checkParameters, invalid, readInteger, readMembers } from './inputs.ts';
import type { ControlRouteMethods } from './route.ts';

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
