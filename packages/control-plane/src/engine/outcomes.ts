import {
  arnOf,
  componentSuffix,
  environmentSuffix,
  type Owner,
  serviceInstanceSuffix,
  servicePipelineSuffix,
} from '../model/arns.ts';
import { ValidationException } from '../model/errors.ts';
import { SHAPES } from '../model/shapes.ts';

/**
 * How the attempts of a target end: by themselves with success or failure, or not at all. `finishFirst` is for a
 * cancellation alone: the deployment is over just before the cancel gets there.
 */
export type ScriptedOutcome = 'succeed' | 'fail' | 'hang' | 'finishFirst';

/** Which of a target's attempts a script is about: its creates and updates, its deletion, or the cancelling of either. */
export type ScriptedAttempt = 'deployment' | 'deletion' | 'cancellation';

const ATTEMPTS: readonly string[] = ['deployment', 'deletion', 'cancellation'] satisfies ScriptedAttempt[];
const OUTCOMES: readonly string[] = ['succeed', 'fail', 'hang'] satisfies ScriptedOutcome[];
const CANCELLATION_OUTCOMES: readonly string[] = [...OUTCOMES, 'finishFirst' satisfies ScriptedOutcome];
const NAME = SHAPES.ResourceName.pattern.replace(/^\^|\$$/g, '');
const ARN_PREFIX = /^arn:aws[a-z-]*:proton:([a-z0-9-]+):(\d{12}):(.+)$/;
const PATTERNS = {
  environment: new RegExp(`^environment/(${NAME})$`),
  pipeline: new RegExp(`^service/(${NAME})/pipeline(?:/[0-9a-f-]+)?$`),
  serviceInstance: new RegExp(`^service/(${NAME})/service-instance/(${NAME})$`),
  component: new RegExp(`^component/(${NAME})$`),
  shortServiceInstance: new RegExp(`^(${NAME})/(${NAME})$`),
};
/** Two names of the largest size and the rest of an ARN fit well. */
const LONGEST_TARGET = 400;
const FORMS =
  'environment/<name>, service/<service>/service-instance/<instance>, <service>/<instance>, service/<service>/pipeline, component/<name>, or an ARN of one of these';

function isOutcome(value: unknown, outcomes: readonly string[]): value is ScriptedOutcome {
  return typeof value === 'string' && outcomes.includes(value);
}

/** @throws ValidationException when it is no outcome of such an attempt */
export function readOutcome(outcome: unknown, on: ScriptedAttempt = 'deployment'): ScriptedOutcome {
  const outcomes = on === 'cancellation' ? CANCELLATION_OUTCOMES : OUTCOMES;
  if (isOutcome(outcome, outcomes)) return outcome;
  throw new ValidationException(`The outcome of a ${on} must be one of ${outcomes.join(', ')}.`);
}

function isAttempt(value: unknown): value is ScriptedAttempt {
  return typeof value === 'string' && ATTEMPTS.includes(value);
}

/** @throws ValidationException when it is none of them */
export function readAttempt(attempt: unknown): ScriptedAttempt {
  if (isAttempt(attempt)) return attempt;
  throw new ValidationException(`A script is on deployment (the default), deletion or cancellation.`);
}

/** Key under which a script is kept. */
export function outcomeKey(on: ScriptedAttempt, targetArn: string): string {
  return `${on} ${targetArn}`;
}

/**
 * The ARN of what a script is about; it need not exist yet.
 * @param owner region and account of a target that is given without an ARN
 * @throws ValidationException when the target has none of the forms, or lies in another region
 */
export function readTarget(target: unknown, owner: Owner): string {
  if (typeof target !== 'string' || target.length > LONGEST_TARGET) {
    throw new ValidationException(`The target must be a text of at most ${LONGEST_TARGET} characters: ${FORMS}.`);
  }
  const arn = ARN_PREFIX.exec(target);
  if (arn === null) return arnOf(owner, suffixOf(target));
  const [, region = '', accountId = '', suffix = ''] = arn;
  if (region !== owner.region) {
    throw new ValidationException(`The target is in region ${region}; this control plane is in ${owner.region}.`);
  }
  return arnOf({ region, accountId }, suffixOf(suffix));
}

function suffixOf(target: string): string {
  const environment = PATTERNS.environment.exec(target)?.[1];
  if (environment !== undefined) return environmentSuffix(environment);
  const pipeline = PATTERNS.pipeline.exec(target)?.[1];
  if (pipeline !== undefined) return servicePipelineSuffix(pipeline);
  const component = PATTERNS.component.exec(target)?.[1];
  if (component !== undefined) return componentSuffix(component);
  const instance = PATTERNS.serviceInstance.exec(target) ?? shortInstance(target);
  const [, serviceName, name] = instance ?? [];
  if (serviceName !== undefined && name !== undefined) return serviceInstanceSuffix(serviceName, name);
  throw new ValidationException(`This names no target of a deployment. Write ${FORMS}.`);
}

/** `service/x` is a service, which is not deployed itself, and hardly an instance x of a service called "service". */
function shortInstance(target: string): RegExpExecArray | null {
  return target.startsWith('service/') ? null : PATTERNS.shortServiceInstance.exec(target);
}
