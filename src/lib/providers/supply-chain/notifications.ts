import type { EventParser } from '../../model/event.ts';
import type { NotificationLine, ProviderNotification, Severity } from '../../model/provider-notification.ts';
import { type DataIntegrationChange, parseSupplyChainEvent } from './events.ts';
import { providerName } from './names.ts';

/** Statuses of an execution: https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_DataIntegrationFlowExecution.html */
const severities: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['IN_PROGRESS', 'info'],
  ['SUCCEEDED', 'success'],
  ['FAILED', 'error'],
]);

/** AWS Supply Chain's events: the status of data integration flows. There are none about instances. */
export const supplyChainEvents: EventParser = {
  source: 'aws.supplychain',
  parseEvent(envelope) {
    const parsed = parseSupplyChainEvent(envelope);
    return parsed.kind === 'ignored' ? parsed : { kind: 'notification', notification: notificationOf(parsed.change) };
  },
};

function notificationOf(change: DataIntegrationChange): ProviderNotification {
  const [, , , region = '', account = ''] = change.target.split(':');
  return {
    id: identityOf(change),
    provider: providerName,
    kind: 'instance',
    target: change.target,
    account,
    region,
    // The event does not have the instance's name.
    name: change.instanceId || 'an unnamed instance',
    title: change.flowName === '' ? 'Data integration' : `Data integration ${change.flowName}`,
    status: change.status,
    severity: severities.get(change.status) ?? 'unknown',
    lines: linesOf(change),
    atMs: change.endedAtMs ?? change.sentAtMs ?? change.startedAtMs ?? 0,
    message: change.statusMessage,
  };
}

/** An execution enters a state once, even if several events say so. Without an execution, only the event's own id can be used. */
function identityOf(change: DataIntegrationChange): string {
  const { eventId, instanceId, flowName, executionId, status } = change;
  if (executionId !== '') return JSON.stringify([instanceId, flowName, executionId, status]);
  return eventId === '' ? JSON.stringify(change) : eventId;
}

function linesOf({
  sourceType,
  executionId,
  startedAtMs,
  endedAtMs,
}: DataIntegrationChange): readonly NotificationLine[] {
  const lines = [
    { label: 'Source', value: sourceType },
    { label: 'Execution', value: executionId },
    { label: 'Took', value: secondsBetween(startedAtMs, endedAtMs) },
  ];
  return lines.filter(({ value }) => value !== '');
}

function secondsBetween(startedAtMs: number | undefined, endedAtMs: number | undefined): string {
  if (startedAtMs === undefined || endedAtMs === undefined || endedAtMs < startedAtMs) return '';
  return `${Math.round((endedAtMs - startedAtMs) / 1000)} s`;
}
