import { type EventEnvelope, type EventParser, MalformedEvent, type ParsedEvent } from '../../model/event.ts';
import { parseStackArn, referenceOf } from './names.ts';
import { stackSetReferenceOf } from './stack-set-names.ts';
import { reviewStatus } from './states.ts';

const stackStatusChange = 'CloudFormation Stack Status Change';
const stackSetOperation = 'CloudFormation StackSet Operation Status Change';

/**
 * What else CloudFormation sends (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-cloudformation.html), and why the bot
 * does not follow it. The rule in the template does not ask for it.
 */
const notFollowed: ReadonlyMap<string, string> = new Map([
  ['CloudFormation Resource Status Change', 'what becomes of single resources is read with their stack'],
  ['CloudFormation Drift Detection Status Change', 'drift is no deployment'],
  ['CloudFormation StackSet Status Change', 'what is done to a StackSet is read with its operations'],
  [
    'CloudFormation StackSet StackInstance Status Change',
    'what becomes of single stacks is read with the operation; the stacks themselves are followed',
  ],
  ['CloudFormation Hook Invocation Progress', 'hooks are a part of the operation that they are invoked by'],
  // Listed by AWS, and documented nowhere.
  ['CloudFormation Stack State Change', 'nothing is known of what it says'],
]);

/** An event is a hint: it has neither the operation's id nor its start, so nothing in it counts but which stack it is about. */
export const cloudFormationEvents: EventParser = {
  source: 'aws.cloudformation',
  parseEvent(envelope): ParsedEvent {
    if (envelope['source'] !== 'aws.cloudformation') throw malformed('its source is another');
    const detailType = envelope['detail-type'];
    if (typeof detailType !== 'string') throw malformed('it has no detail-type');
    if (detailType === stackSetOperation) return { kind: 'hint', reference: stackSetIn(envelope) };
    if (detailType !== stackStatusChange) {
      return {
        kind: 'ignored',
        reason: notFollowed.get(detailType) ?? 'this detail-type of CloudFormation is not known',
      };
    }
    const detail = objectIn(envelope['detail']);
    if (objectIn(detail['status-details'])['status'] === reviewStatus) {
      return { kind: 'ignored', reason: 'a change set waits for a new stack: nothing is being deployed' };
    }
    return { kind: 'hint', reference: referenceIn(detail['stack-id'], envelope['resources']) };
  },
};

function referenceIn(stackId: unknown, resources: unknown) {
  const named: readonly unknown[] = [stackId, ...(Array.isArray(resources) ? resources : [])];
  const arn = named.find((text) => parseStackArn(text) !== undefined);
  const reference = typeof arn === 'string' ? referenceOf(arn) : undefined;
  if (reference === undefined) throw malformed('neither detail.stack-id nor its resources name a stack');
  return reference;
}

function stackSetIn({ detail, resources }: EventEnvelope) {
  const named: readonly unknown[] = [objectIn(detail)['stack-set-arn'], ...(Array.isArray(resources) ? resources : [])];
  const references = named.map((arn) => (typeof arn === 'string' ? stackSetReferenceOf(arn) : undefined));
  const reference = references.find((found) => found !== undefined);
  if (reference === undefined) throw malformed('neither detail.stack-set-arn nor its resources name a StackSet');
  return reference;
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return { ...value };
}

function malformed(reason: string): MalformedEvent {
  return new MalformedEvent('CloudFormation', reason);
}
