import { partitionOf } from '../../model/arn.ts';
import { type EventParser, MalformedEvent, type ParsedEvent } from '../../model/event.ts';
import type { SubjectReference } from '../../model/reference.ts';
import { hostEventSource } from './host-settings.ts';
import { isResourceName, isUuid, type ProtonTargetKind, partsOfArn, providerName, referenceOf } from './names.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Envelope {
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string | undefined;
  readonly detail: Fields;
}

type DetailTypeParser = (envelope: Envelope) => ParsedEvent;

/**
 * The eleven detail-types of AWS Proton
 * (https://docs.aws.amazon.com/proton/latest/userguide/event-bridge.html and
 * https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-proton.html).
 */
const parsers: Readonly<Record<string, DetailTypeParser>> = {
  'AWS Proton Environment Template Status Change': ignoreTemplate,
  'AWS Proton Environment Template Version Status Change': ignoreTemplate,
  'AWS Proton Service Template Status Change': ignoreTemplate,
  'AWS Proton Service Template Version Status Change': ignoreTemplate,
  'AWS Proton Environment Status Change': (envelope) => hint(envelope, 'environment', ['name']),
  // A service is deployed as instances, which send their own events, and as a pipeline, which changes with it.
  'AWS Proton Service Status Change': (envelope) =>
    hint({ ...envelope, resource: undefined }, 'servicePipeline', ['name']),
  'AWS Proton Service Instance Status Change': (envelope) => hint(envelope, 'serviceInstance', ['serviceName', 'name']),
  'AWS Proton Service Pipeline Status Change': (envelope) => hint(envelope, 'servicePipeline', ['serviceName']),
  'AWS Proton Component Status Change': (envelope) => hint(envelope, 'component', ['name']),
  'AWS Proton Environment Account Connection Status Change': connectionHint,
  'AWS Proton Deployment Status Change': deploymentHint,
};

/** The detail-types this bot knows; tests walk them. */
export const protonDetailTypes: readonly string[] = Object.keys(parsers);

/** The parser of Proton's events, which say only where to look. */
export const protonEvents: EventParser = {
  source: 'aws.proton',
  get hostSource() {
    return hostEventSource(process.env);
  },
  parseEvent: parseProtonEvent,
};

/**
 * Reads an EventBridge envelope. Nothing but the reference is taken from it: unknown statuses, `DELETED`, a missing
 * `previousStatus` and unknown detail-types are all fine, because the truth is read afterwards.
 *
 * @param event - parsed JSON of any shape; `detail-type` may be a string or, as the guide prints it, an array of one (A1)
 * @throws MalformedEvent when it is no envelope, or names nothing to look at
 */
export function parseProtonEvent(event: unknown): ParsedEvent {
  const envelope = readEnvelope(event);
  const parse = Object.hasOwn(parsers, envelope.detailType) ? parsers[envelope.detailType] : undefined;
  if (parse === undefined) return { kind: 'ignored', reason: `nothing to watch in a "${envelope.detailType}" event` };
  return parse(envelope);
}

function malformed(reason: string): MalformedEvent {
  return new MalformedEvent('AWS Proton', reason);
}

function readEnvelope(event: unknown): Envelope {
  const fields = readFields(event, 'it is not a JSON object');
  if (![protonEvents.source, protonEvents.hostSource ?? protonEvents.source].includes(textOf(fields['source']))) {
    throw malformed('its source is not "aws.proton"');
  }
  const detailType = only(fields['detail-type']);
  if (typeof detailType !== 'string') throw malformed('it has no detail-type');
  const resource = textOf(only(fields['resources']));
  // The envelope of an event that a host has put on the bus has account and Region of the bus.
  const { account, region } = partsOfArn(resource);
  return {
    detailType,
    account: account || textOf(fields['account']),
    region: region || textOf(fields['region']),
    resource: resource || undefined,
    detail: readFields(fields['detail'], 'its detail is not an object'),
  };
}

function readFields(value: unknown, problem: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(problem);
  return { ...value };
}

function only(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] as unknown) : value;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function ignoreTemplate(): ParsedEvent {
  return { kind: 'ignored', reason: 'a template is registered, not deployed' };
}

/** The ARN in `resources` comes first (A2). If it cannot be parsed, the names in `detail` are used. */
function hint(envelope: Envelope, kind: ProtonTargetKind, members: readonly string[]): ParsedEvent {
  const byArn = envelope.resource === undefined ? undefined : referenceOf(envelope.resource);
  if (byArn?.on === 'deployment' && byArn.kind === kind) return { kind: 'hint', reference: byArn };
  const names = members.map((member) => {
    const name = envelope.detail[member];
    if (!isResourceName(name)) throw malformed(`its detail.${member} is not the name of a resource`);
    return name;
  });
  return { kind: 'hint', reference: byName(envelope, kind, names) };
}

function byName(envelope: Envelope, kind: ProtonTargetKind, names: readonly string[]): SubjectReference {
  const [first = '', second = ''] = names;
  const paths: Readonly<Record<ProtonTargetKind, string>> = {
    environment: `environment/${first}`,
    serviceInstance: `service/${first}/service-instance/${second}`,
    servicePipeline: `service/${first}/pipeline`,
    component: `component/${first}`,
  };
  const arn = `arn:${partitionOf(envelope.region)}:proton:${envelope.region}:${envelope.account}:${paths[kind]}`;
  const name = names.join('/');
  return referenceOf(arn) ?? { on: 'deployment', provider: providerName, kind, name };
}

function connectionHint(envelope: Envelope): ParsedEvent {
  const byArn = envelope.resource === undefined ? undefined : referenceOf(envelope.resource);
  if (byArn?.on === 'connection') return { kind: 'hint', reference: byArn };
  const { id } = envelope.detail;
  if (!isUuid(id)) throw malformed('its detail.id is not the id of a connection');
  return { kind: 'hint', reference: { on: 'connection', provider: providerName, id } };
}

/** AWS does not publish the form of this event. The bot uses only its id, or its resource (A5). */
function deploymentHint(envelope: Envelope): ParsedEvent {
  const { targetArn } = envelope.detail;
  const byTarget = typeof targetArn === 'string' ? referenceOf(targetArn) : undefined;
  if (byTarget?.on === 'deployment') return { kind: 'hint', reference: byTarget };
  const ids = [envelope.detail['id'], /:deployment\/(.+)$/.exec(envelope.resource ?? '')?.[1]];
  const id = ids.find(isUuid);
  if (id === undefined) throw malformed('it names neither a target nor the id of a deployment');
  return { kind: 'hint', reference: { on: 'deploymentId', provider: providerName, id } };
}
