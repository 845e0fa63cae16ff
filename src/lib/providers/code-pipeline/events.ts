import { type EventEnvelope, type EventParser, MalformedEvent, type ParsedEvent } from '../../model/event.ts';
import { isPipelineName, pipelineArn, referenceOf } from './names.ts';

/**
 * The three detail-types of AWS CodePipeline
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html).
 */
export const codePipelineDetailTypes: readonly string[] = [
  'CodePipeline Pipeline Execution State Change',
  'CodePipeline Stage Execution State Change',
  'CodePipeline Action Execution State Change',
];

/** What CodePipeline's events say: which pipeline to look at. */
export const codePipelineEvents: EventParser = { source: 'aws.codepipeline', parseEvent: parseCodePipelineEvent };

/**
 * Reads an EventBridge envelope. Nothing but the pipeline is taken from it, as states, times and triggers come in several shapes and
 * out of order, and the truth is read afterwards. An action may run in another Region, which its detail names: the pipeline is in
 * the envelope's.
 *
 * @throws MalformedEvent when it is no envelope, or names no pipeline
 */
export function parseCodePipelineEvent(event: EventEnvelope): ParsedEvent {
  if (event['source'] !== 'aws.codepipeline') throw malformed('its source is not "aws.codepipeline"');
  const { 'detail-type': detailType, detail, resources, region, account } = event;
  if (typeof detailType !== 'string') throw malformed('it has no detail-type');
  if (!codePipelineDetailTypes.includes(detailType)) {
    return { kind: 'ignored', reason: `nothing to watch in a "${detailType}" event` };
  }
  const [resource]: readonly unknown[] = Array.isArray(resources) ? resources : [];
  const byArn = typeof resource === 'string' ? referenceOf(resource) : undefined;
  if (byArn !== undefined) return { kind: 'hint', reference: byArn };
  const name: unknown = typeof detail === 'object' && detail !== null && 'pipeline' in detail ? detail.pipeline : '';
  if (!isPipelineName(name) || typeof region !== 'string' || typeof account !== 'string') {
    throw malformed('it names no pipeline');
  }
  const reference = referenceOf(pipelineArn({ region, account }, name));
  if (reference === undefined) throw malformed('its account and Region are none');
  return { kind: 'hint', reference };
}

function malformed(reason: string): MalformedEvent {
  return new MalformedEvent('AWS CodePipeline', reason);
}
