import { type EventEnvelope, type EventParser, MalformedEvent, type ParsedEvent } from '../../model/event.ts';
import type { DeploymentReference } from '../../model/reference.ts';
import { clusterName, type EcsTargetKind, parseArn, referenceTo, referenceWithoutCluster } from './names.ts';

/**
 * What of ECS's events says where to look, by detail-type: the members of `detail` that may name the target beside `resources`
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html).
 */
const watched: Readonly<Record<string, { readonly kind: EcsTargetKind; readonly members: readonly string[] }>> = {
  'ECS Deployment State Change': { kind: 'service', members: ['serviceArn'] },
  'ECS Hook State Change': { kind: 'service', members: ['serviceArn', 'serviceDeploymentArn'] },
  'ECS Daemon Deployment State Change': { kind: 'daemon', members: ['daemonArn', 'daemonDeploymentArn'] },
};

/** The same deployments again, among other events of services. The bot subscribes to only one of the two detail types. */
const serviceAction = 'ECS Service Action';

/** The detail-types that the event rule asks for; tests walk them. */
export const ecsDetailTypes: readonly string[] = Object.keys(watched);

/** What ECS's events say: where to look. None is sent about a deployment that hangs, so the sweep does not depend on them. */
export const ecsEvents: EventParser = { source: 'aws.ecs', parseEvent: parseEcsEvent };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an EventBridge envelope. Nothing but the reference is taken from it: what an event calls completed may be a rollback.
 *
 * @throws MalformedEvent when it is no envelope of ECS, or names nothing that could be looked at
 */
function parseEcsEvent(envelope: EventEnvelope): ParsedEvent {
  if (typeof envelope !== 'object' || envelope === null) throw malformed('it is not a JSON object');
  if (envelope['source'] !== 'aws.ecs') throw malformed('its source is not "aws.ecs"');
  const detailType = only(envelope['detail-type']);
  if (typeof detailType !== 'string') throw malformed('it has no detail-type');
  const detail = fieldsOf(envelope['detail']);
  const isAction = detailType === serviceAction && String(detail['eventName']).startsWith('SERVICE_DEPLOYMENT_');
  const known = isAction ? 'ECS Deployment State Change' : detailType;
  const wanted = Object.hasOwn(watched, known) ? watched[known] : undefined;
  if (wanted === undefined) return { kind: 'ignored', reason: 'nothing to watch in an event of this type' };
  const arns = [...listOf(envelope['resources']), ...wanted.members.map((member) => detail[member])];
  const reference = arns
    .map((arn) => referenceIn(arn, wanted.kind, detail['clusterArn']))
    .find((found) => found !== undefined);
  if (reference === undefined) throw malformed(`it names no ${wanted.kind} that could be looked at`);
  return { kind: 'hint', reference };
}

/** The ARNs of before 2021 name no cluster; the event may. */
function referenceIn(arn: unknown, kind: EcsTargetKind, clusterArn: unknown): DeploymentReference | undefined {
  const parts = parseArn(arn);
  if (parts === undefined || parts.kind !== kind) return undefined;
  const cluster = parts.cluster ?? clusterName(clusterArn);
  return cluster === undefined ? referenceWithoutCluster(parts) : referenceTo(parts, cluster);
}

function malformed(reason: string): MalformedEvent {
  return new MalformedEvent('Amazon ECS', reason);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function only(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] as unknown) : value;
}
