import { type AttemptDetails, noDetails, type Observation } from '../../model/observation.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { IncompleteAnswer } from './answers.ts';
import { capability } from './capability.ts';
import type { Instance } from './client/index.ts';
import { instanceArn, isInstanceId, providerName } from './names.ts';
import { meaningOf, operationOfState } from './states.ts';

/**
 * The service's answer as an observation.
 *
 * @throws IncompleteAnswer without the id and account, which are the key of the item, or without the time from which deadlines
 *   are counted
 */
export function readInstance(instance: Instance, region: string): Observation {
  const target = targetOfInstance(instance, region);
  const { instanceId = '', awsAccountId: account = '', state } = instance;
  const what = `instance ${instanceId}`;
  if (!state) throw new IncompleteAnswer(what, 'state');
  const startedAtMs = instance.createdTime?.getTime() ?? Number.NaN;
  if (Number.isNaN(startedAtMs)) throw new IncompleteAnswer(what, 'createdTime');
  const meaning = meaningOf(state);
  const deployment: DeploymentFacts = {
    provider: providerName,
    kind: 'instance',
    target,
    name: instance.instanceName || instanceId,
    account,
    region,
    environment: '',
    service: '',
    ...meaning,
    operation: operationOfState(state),
    // The service has no ids for creations and deletions. An attempt is known by its start and its operation.
    id: '',
    startedAtMs,
    endedAtMs: isFinalPhase(meaning.phase) ? changedAtMs(instance) : 0,
    lastProgressAtMs: changedAtMs(instance),
    expectedByMs: 0,
    initiator: '',
    cause: meaning.phase === 'failed' ? 'unknown' : '',
    needsHuman: false,
    labels: {},
    template: '',
    templateVersion: '',
  };
  const statusMessage = instance.errorMessage;
  const details = detailsIn(state);
  return { subject: { on: 'deployment', deployment }, details, ...(statusMessage ? { statusMessage } : {}) };
}

/** The start of the attempt: for a deletion the instance's last change, for everything else its creation. */
export function beganAtMs({ state, createdTime, lastModifiedTime }: Instance): number {
  const began = operationOfState(state ?? '') === 'delete' ? (lastModifiedTime ?? createdTime) : createdTime;
  return began?.getTime() ?? Number.NaN;
}

/**
 * AWS's advice after a failed creation
 * (https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_CreateInstance.html), and the operations for it.
 */
function detailsIn(state: string): AttemptDetails {
  const isEnded = isFinalPhase(meaningOf(state).phase);
  const details: AttemptDetails = { ...noDetails, actions: isEnded ? actionsWhenEnded : actions };
  if (state === 'CreateFailed') {
    const hint = 'AWS recommends: fix what the message says, then delete this instance and create it again';
    return { ...details, hint, operations: ['recreate', 'delete'] };
  }
  if (state === 'DeleteFailed') {
    return { ...details, hint: 'The instance still exists; you can try to delete it again', operations: ['delete'] };
  }
  return details;
}

const actions: AttemptDetails['actions'] = {
  cancel: { available: false, reason: capability('cancel').because },
};

const actionsWhenEnded: AttemptDetails['actions'] = {
  rollback: { available: false, reason: capability('rollback').because },
};

/** When the service last changed the instance; if unknown, when it was created. */
function changedAtMs({ lastModifiedTime, createdTime }: Instance): number {
  return (lastModifiedTime ?? createdTime)?.getTime() || 0;
}

/** @throws IncompleteAnswer */
export function targetOfInstance({ instanceId, awsAccountId: account }: Instance, region: string): string {
  if (!isInstanceId(instanceId)) throw new IncompleteAnswer('an instance', 'instanceId');
  if (account === undefined || !/^\d{12}$/.test(account)) {
    throw new IncompleteAnswer(`instance ${instanceId}`, 'awsAccountId');
  }
  return instanceArn({ region, account, instanceId });
}
