import type { Notice, NoticeLine, NoticeReader, Outlook } from '../../model/notice.ts';
import { type DataIntegrationChange, parseSupplyChainEvent } from './events.ts';
import { providerName } from './names.ts';

/** Statuses of an execution: https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_DataIntegrationFlowExecution.html */
const outlooks: ReadonlyMap<string, Outlook> = new Map<string, Outlook>([
  ['IN_PROGRESS', 'underWay'],
  ['SUCCEEDED', 'well'],
  ['FAILED', 'trouble'],
]);

/** What AWS Supply Chain's events tell: how data integration flows fare. Of instances it tells nothing. */
export const supplyChainNotices: NoticeReader = {
  source: 'aws.supplychain',
  read(envelope) {
    const parsed = parseSupplyChainEvent(envelope);
    return parsed.kind === 'ignored' ? { ignored: parsed.reason } : noticeOf(parsed.change);
  },
};

function noticeOf(change: DataIntegrationChange): Notice {
  return {
    id: identityOf(change),
    provider: providerName,
    kind: 'instance',
    target: change.target,
    // The event does not say the instance's name.
    name: change.instanceId || 'an unnamed instance',
    title: change.flowName === '' ? 'Data integration' : `Data integration ${change.flowName}`,
    status: change.status,
    outlook: outlooks.get(change.status) ?? 'unknown',
    lines: linesOf(change),
    atMs: change.endedAtMs ?? change.sentAtMs ?? change.startedAtMs ?? 0,
    message: change.statusMessage,
  };
}

/** An execution comes into a state once, however many events say so; without an execution, the event is all there is to go by. */
function identityOf(change: DataIntegrationChange): string {
  const { eventId, instanceId, flowName, executionId, status } = change;
  if (executionId !== '') return JSON.stringify([instanceId, flowName, executionId, status]);
  return eventId === '' ? JSON.stringify(change) : eventId;
}

function linesOf({ sourceType, executionId, startedAtMs, endedAtMs }: DataIntegrationChange): readonly NoticeLine[] {
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
