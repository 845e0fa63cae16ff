import { type EventEnvelope, type EventParser, MalformedEvent, type ParsedEvent } from '../../model/event.ts';
import { groupArn, groupOf, referenceOf } from './names.ts';

/**
 * The detail-type that is watched
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html). What single instances say, their
 * deployment sums up.
 */
export const codeDeployDetailTypes: readonly string[] = ['CodeDeploy Deployment State-change Notification'];

/** What CodeDeploy's events say: which deployment group to look at. */
export const codeDeployEvents: EventParser = { source: 'aws.codedeploy', parseEvent: parseCodeDeployEvent };

/**
 * Reads an EventBridge envelope. Nothing but the group is taken from it: its states (`START`, `STOP`) are other words than the API's,
 * and the truth is read afterwards.
 *
 * @throws MalformedEvent when it is no envelope, or names no group
 */
export function parseCodeDeployEvent(event: EventEnvelope): ParsedEvent {
  if (event['source'] !== 'aws.codedeploy') throw malformed('its source is not "aws.codedeploy"');
  const { 'detail-type': detailType, detail, resources, region, account } = event;
  if (typeof detailType !== 'string') throw malformed('it has no detail-type');
  if (!codeDeployDetailTypes.includes(detailType)) {
    return { kind: 'ignored', reason: `nothing to watch in a "${detailType}" event` };
  }
  const arns: readonly unknown[] = Array.isArray(resources) ? resources : [];
  const byArn = arns.map((arn) => (typeof arn === 'string' ? referenceOf(arn) : undefined)).find(Boolean);
  if (byArn !== undefined) return { kind: 'hint', reference: byArn };
  const { application, deploymentGroup, deploymentId } = fieldsOf(detail);
  const group = groupOf(application, deploymentGroup);
  if (group === undefined) {
    if (typeof deploymentId !== 'string') throw malformed('it names no deployment group');
    // CloudFormation makes such deployments for a stack, whose own events report it.
    return { kind: 'ignored', reason: 'the deployment belongs to no deployment group' };
  }
  const reference =
    typeof region === 'string' && typeof account === 'string'
      ? referenceOf(groupArn({ region, account }, group))
      : undefined;
  if (reference === undefined) throw malformed('its account and Region are none');
  return { kind: 'hint', reference };
}

function malformed(reason: string): MalformedEvent {
  return new MalformedEvent('AWS CodeDeploy', reason);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
