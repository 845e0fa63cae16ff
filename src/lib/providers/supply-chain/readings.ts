import type { Observation } from '../../model/observation.ts';
import { deletedStatus } from '../../model/statuses.ts';
import type { DeploymentFacts, Operation } from '../../model/subject.ts';
import { IncompleteAnswer } from './answers.ts';
import { capability } from './capability.ts';
import type { Instance } from './client/index.ts';
import { instanceArn, isInstanceId, providerName } from './names.ts';

/** The bot's words for the service's states (assumption A34). */
const statusesByState: ReadonlyMap<string, string> = new Map([
  ['Initializing', 'IN_PROGRESS'],
  ['Active', 'SUCCEEDED'],
  ['CreateFailed', 'FAILED'],
  ['Deleting', 'DELETE_IN_PROGRESS'],
  ['DeleteFailed', 'DELETE_FAILED'],
  ['Deleted', deletedStatus],
]);

/** A state that this bot does not know is kept as the service says it, and counts as still under way (assumption A34). */
function statusOfState(state: string): string {
  return statusesByState.get(state) ?? state;
}

/** An instance is created or deleted; updates happen at once and leave its state as it is (assumption A34). */
function operationOfState(state: string): Operation {
  if (state.startsWith('Delet')) return 'delete';
  return statusesByState.has(state) ? 'create' : 'unknown';
}

/**
 * The service's answer in the bot's words.
 *
 * @throws IncompleteAnswer without the id and account that its memory is kept under, or the time its deadlines are counted from
 */
export function readInstance(instance: Instance, region: string): Observation {
  const target = targetOfInstance(instance, region);
  const { instanceId = '', awsAccountId: account = '', state } = instance;
  const what = `instance ${instanceId}`;
  if (!state) throw new IncompleteAnswer(what, 'state');
  const startedAtMs = instance.createdTime?.getTime() ?? Number.NaN;
  if (Number.isNaN(startedAtMs)) throw new IncompleteAnswer(what, 'createdTime');
  const deployment: DeploymentFacts = {
    provider: providerName,
    kind: 'instance',
    target,
    name: instance.instanceName || instanceId,
    account,
    region,
    environment: '',
    service: '',
    status: statusOfState(state),
    operation: operationOfState(state),
    // The service has no ids for what it does: an attempt is told by its start, and a deletion by being one.
    id: '',
    startedAtMs,
    template: '',
    templateVersion: '',
    cannotCancel: capability('cancel').because,
    ...offersIn(state),
  };
  const statusMessage = instance.errorMessage;
  return { subject: { on: 'deployment', deployment }, ...(statusMessage ? { statusMessage } : {}) };
}

/** When what is under way began: a deletion with the instance's last change, everything else with its creation. */
export function beganAtMs({ state, createdTime, lastModifiedTime }: Instance): number {
  const began = operationOfState(state ?? '') === 'delete' ? (lastModifiedTime ?? createdTime) : createdTime;
  return began?.getTime() ?? Number.NaN;
}

/**
 * What AWS advises when a creation has failed
 * (https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_CreateInstance.html), and what can be done about it.
 */
function offersIn(state: string): Pick<DeploymentFacts, 'advice' | 'offers'> {
  if (state === 'CreateFailed') {
    return {
      advice: 'AWS advises to mend what the message says, to delete this instance and to create it again',
      offers: 'recreate,delete',
    };
  }
  if (state === 'DeleteFailed')
    return { advice: 'The instance is still there; the deletion can be tried again', offers: 'delete' };
  return { advice: '', offers: '' };
}

/** @throws IncompleteAnswer */
export function targetOfInstance({ instanceId, awsAccountId: account }: Instance, region: string): string {
  if (!isInstanceId(instanceId)) throw new IncompleteAnswer('an instance', 'instanceId');
  if (account === undefined || !/^\d{12}$/.test(account)) {
    throw new IncompleteAnswer(`instance ${instanceId}`, 'awsAccountId');
  }
  return instanceArn({ region, account, instanceId });
}
