import { instanceArn, isInstanceId } from './names.ts';

/** The one kind of event that AWS Supply Chain sends; nothing is sent about the state of instances. */
const dataIntegrationDetailType = 'AWS Supply Chain Data Integration Status Change';
const supplyChainEventSource = 'aws.supplychain';

/**
 * The content of a data integration event. Texts without a value are empty; times without a value are absent. Events may come out
 * of order: their order is that of the changes, not of the arrival.
 */
export interface DataIntegrationChange {
  /** The event's id: the same for every delivery. */
  readonly eventId: string;
  readonly instanceId: string;
  /** ARN of the instance; empty if unknown. */
  readonly target: string;
  readonly flowName: string;
  readonly executionId: string;
  /** As the service says it: `IN_PROGRESS` and others. */
  readonly status: string;
  readonly sourceType: string;
  readonly sentAtMs?: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** Sensitive: never logged. */
  readonly statusMessage: string;
}

/** The content of an event, or why it is ignored. */
export type ParsedSupplyChainEvent =
  | { readonly kind: 'dataIntegration'; readonly change: DataIntegrationChange }
  | { readonly kind: 'ignored'; readonly reason: string };

type Fields = Readonly<Record<string, unknown>>;

const longestText = 512;
const longestMessage = 2000;
const flowArnPattern =
  /^arn:[a-z-]{1,20}:scn:([a-z0-9-]{1,32}):(\d{12}):instance\/([^/]{1,64})\/data-integration-flows\/(.+)$/;

/**
 * Reads an EventBridge envelope of AWS Supply Chain
 * (https://docs.aws.amazon.com/aws-supply-chain/latest/adminguide/events-detail-reference.html). Never throws. Missing members
 * are left out. An event of another kind, or one that names nothing, is ignored with the reason.
 *
 * @param event - parsed JSON of any shape
 */
export function parseSupplyChainEvent(event: unknown): ParsedSupplyChainEvent {
  const envelope = fieldsOf(event);
  if (textOf(envelope['source']) !== supplyChainEventSource) return ignored('its source is not "aws.supplychain"');
  const detailType = textOf(only(envelope['detail-type']));
  if (detailType !== dataIntegrationDetailType) return ignored(`a "${detailType}" event has nothing to post`);
  const detail = fieldsOf(envelope['detail']);
  const flow = flowOf(textOf(detail['flowArn']));
  const instanceId = textOf(detail['instanceId']) || flow.instanceId;
  if (instanceId === '' && flow.flowName === '')
    return ignored('it names neither an instance nor a data integration flow');
  const region = flow.region || textOf(envelope['region']);
  const account = flow.account || textOf(envelope['account']);
  const change: DataIntegrationChange = {
    eventId: textOf(envelope['id']),
    instanceId,
    target: targetOf(region, account, instanceId),
    flowName: flow.flowName,
    executionId: textOf(detail['flowExecutionId']),
    status: textOf(detail['status']) || 'UNKNOWN',
    sourceType: textOf(detail['sourceType']),
    ...timeOf('sentAtMs', envelope['time']),
    ...timeOf('startedAtMs', detail['startTime']),
    ...timeOf('endedAtMs', detail['endTime']),
    statusMessage: textOf(detail['message'], longestMessage),
  };
  return { kind: 'dataIntegration', change };
}

function ignored(reason: string): ParsedSupplyChainEvent {
  return { kind: 'ignored', reason };
}

function flowOf(arn: string) {
  const [, region = '', account = '', instanceId = '', flowName = ''] = flowArnPattern.exec(arn) ?? [];
  // If the ARN of a flow has another form, its name is still the last part.
  const [, lastPart = ''] = /\/data-integration-flows\/(.+)$/.exec(arn) ?? [];
  return { region, account, instanceId, flowName: flowName || lastPart };
}

function targetOf(region: string, account: string, instanceId: string): string {
  const isKnown = /^[a-z0-9-]{1,32}$/.test(region) && /^\d{12}$/.test(account) && isInstanceId(instanceId);
  return isKnown ? instanceArn({ region, account, instanceId }) : '';
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** AWS's guides print some members as an array of one. */
function only(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] as unknown) : value;
}

/** Some versions of the guide have backticks around values. */
function textOf(value: unknown, maximumLength = longestText): string {
  if (typeof value !== 'string') return '';
  return value
    .slice(0, maximumLength + 2)
    .replaceAll(/^[`\s]+|[`\s]+$/g, '')
    .slice(0, maximumLength);
}

function timeOf<Member extends string>(member: Member, value: unknown): Partial<Record<Member, number>> {
  const atMs = Date.parse(textOf(value));
  const known: Partial<Record<Member, number>> = {};
  if (!Number.isNaN(atMs)) known[member] = atMs;
  return known;
}
