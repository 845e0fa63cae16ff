import {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  ProtonError,
  ServiceQuotaExceededException,
  ValidationException,
} from '../model/errors.ts';

/** Makes each error that the API model knows, with the model's own words. */
const FAILURES = {
  AccessDeniedException: () => new AccessDeniedException("There isn't sufficient access for performing this action."),
  ConflictException: () =>
    new ConflictException("The request couldn't be made due to a conflicting operation or resource."),
  InternalServerException: () => new InternalServerException('The request failed to register with the service.'),
  ResourceNotFoundException: () => new ProtonError('ResourceNotFoundException', "The requested resource wasn't found."),
  ServiceQuotaExceededException: () => new ServiceQuotaExceededException('A quota was exceeded.'),
  ThrottlingException: () =>
    new ProtonError('ThrottlingException', 'The request was denied due to request throttling.'),
  ValidationException: () =>
    new ValidationException('The input is invalid or an out-of-range value was supplied for the input parameter.'),
} satisfies Readonly<Record<string, () => ProtonError>>;

export type FailureName = keyof typeof FAILURES;
export const FAILURE_NAMES: readonly string[] = Object.keys(FAILURES);

export function isFailureName(name: unknown): name is FailureName {
  return typeof name === 'string' && Object.hasOwn(FAILURES, name);
}

/** The next `calls` calls, of one operation or of any, are refused with this error. */
export interface PlannedFailure {
  readonly error: FailureName;
  readonly calls: number;
  /** Any operation without it. */
  readonly operation?: string;
}

/** Refusals that a test asked for; the control plane never throttles by itself (A10). */
export interface CallFailures {
  plan(failure: PlannedFailure): void;
  /** What is still to come, in the order in which it was planned. */
  readonly left: readonly PlannedFailure[];
  /** Counts a call; throws the error of the first plan that it falls under. */
  apply(operation: string): void;
  clear(): void;
}

export function createCallFailures(): CallFailures {
  let plans: PlannedFailure[] = [];
  return {
    plan(failure) {
      plans.push(failure);
    },
    get left() {
      return plans;
    },
    apply(operation) {
      const hit = plans.find((plan) => plan.operation === undefined || plan.operation === operation);
      if (hit === undefined) return;
      plans = plans.flatMap((plan) => {
        if (plan !== hit) return [plan];
        return plan.calls > 1 ? [{ ...plan, calls: plan.calls - 1 }] : [];
      });
      throw FAILURES[hit.error]();
    },
    clear() {
      plans = [];
    },
  };
}
