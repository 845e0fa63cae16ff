import { type EventEnvelope, type EventParser, MalformedEvent, type ParsedEvent } from '../../model/event.ts';
import { byName, isStackName, syncArn, syncType } from './names.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-resource-sync-status-change.html */
const watchedDetailType = 'Git Sync Resource Sync Status Change';

/** An event is a hint: only which stack's sync to look at counts. */
export const gitSyncEvents: EventParser = { source: 'aws.codeconnections', parseEvent };

function parseEvent(event: EventEnvelope): ParsedEvent {
  if (event['source'] !== 'aws.codeconnections') throw malformed('its source is another');
  const { 'detail-type': detailType, detail, region, account, resources } = event;
  if (typeof detailType !== 'string') throw malformed('it has no detail-type');
  if (detailType !== watchedDetailType) {
    return { kind: 'ignored', reason: 'only syncs of stacks are watched; what happens to a repository shows in these' };
  }
  const { syncType: type, syncTarget } = fieldsOf(detail);
  if (typeof type === 'string' && type !== syncType) {
    return { kind: 'ignored', reason: 'it is about something that is no stack' };
  }
  const named: readonly unknown[] = [syncTarget, ...(Array.isArray(resources) ? resources : [])];
  const found = named.map(stackNamedBy).find((stack) => stack !== undefined);
  if (found === undefined) throw malformed('neither detail.syncTarget nor its resources name a stack');
  const place = { region: found.region ?? region, account: found.account ?? account };
  if (!isPlace(place)) throw malformed('its account and Region are none');
  return { kind: 'hint', reference: { ...byName(found.stack), target: syncArn(place, found.stack) } };
}

/**
 * AWS's example has the ARN of the stack, with a partition too many, and without the id. The page calls it "the target stack", which may
 * be a name, too.
 */
function stackNamedBy(
  text: unknown,
): { readonly stack: string; readonly region?: string; readonly account?: string } | undefined {
  if (typeof text !== 'string' || text.length > 400) return undefined;
  if (isStackName(text)) return { stack: text };
  const [, region, account, stack] = /:cloudformation:([a-z0-9-]+):(\d{12}):stack\/([^/]+)(?:\/|$)/.exec(text) ?? [];
  return region !== undefined && account !== undefined && isStackName(stack) ? { stack, region, account } : undefined;
}

function isPlace(place: {
  readonly region: unknown;
  readonly account: unknown;
}): place is { region: string; account: string } {
  const { region, account } = place;
  return (
    typeof region === 'string' &&
    /^[a-z0-9-]{1,32}$/.test(region) &&
    typeof account === 'string' &&
    /^\d{12}$/.test(account)
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function malformed(reason: string): MalformedEvent {
  return new MalformedEvent('AWS CodeConnections', reason);
}
