import type { Item } from '../model/item.ts';
import type { Answer, AskedDiagnosis } from '../model/request.ts';
import { nameOf } from '../model/statuses.ts';
import { investigate } from './diagnose.ts';
import { unreachable } from './request-action.ts';
import type { RequestContext } from './request-ports.ts';
import { recordRefusal } from './request-records.ts';
import { resolve } from './resolve.ts';

/** More do not fit into an answer. */
const maximumDiagnoses = 3;

/**
 * Diagnoses a target again, and what its newest attempt has begun as its parts. What a person may not see is left out; nothing is
 * changed, and what is kept with the items stays.
 */
export async function diagnoseTyped(context: RequestContext, name: string): Promise<Answer> {
  const { ports, request } = context;
  const known = ports.referenceOf(name);
  const { found, unasked } = await resolve(ports, known === undefined ? ports.provider.candidates(name) : [known]);
  if (found.length === 0) return unasked.length > 0 ? unreachable(unasked) : notFound(context, name);
  const casts = await Promise.all(found.map(({ item }) => withParts(context, item)));
  const items = casts.flat().filter(({ subject }) => subject.on === 'deployment');
  const permissions = await Promise.all(
    items.map(({ subject }) => ports.authorize({ action: 'diagnose', subject, request })),
  );
  const refusal = permissions.find((permission) => !permission.allowed);
  const shown = items.filter((_, index) => permissions[index]?.allowed).slice(0, maximumDiagnoses);
  if (shown.length === 0 && refusal !== undefined && !refusal.allowed) {
    return refuse(context, name, refusal.reason, items[0]);
  }
  if (shown.length === 0) return { kind: 'notFound', name };
  const diagnoses = await Promise.all(shown.map((item) => diagnosed(context, item)));
  return { kind: 'diagnoses', diagnoses, ...(unasked.length === 0 ? {} : { unasked }) };
}

/** An attempt, and those of its parts that have not gone well. */
async function withParts({ ports }: RequestContext, item: Item): Promise<readonly Item[]> {
  const keys = (item.parts ?? []).flatMap(({ key }) => key ?? []);
  const parts = await Promise.all(keys.map((key) => ports.store.get(key)));
  return [item, ...parts.filter((part) => part !== undefined).filter(({ subject }) => !hasSucceeded(subject))];
}

function hasSucceeded(subject: Item['subject']): boolean {
  return subject.on === 'deployment' && subject.deployment.phase === 'succeeded';
}

async function diagnosed({ ports }: RequestContext, item: Item): Promise<AskedDiagnosis> {
  const { subject } = item;
  if (subject.on !== 'deployment') return { item };
  const diagnosis = (await investigate(ports, subject.deployment)) ?? item.diagnosis;
  return { item, ...(diagnosis === undefined ? {} : { diagnosis }) };
}

/** Whoever may diagnose nothing learns nothing else. */
async function notFound(context: RequestContext, name: string): Promise<Answer> {
  const permission = await context.ports.authorize({
    action: 'diagnose',
    subject: undefined,
    request: context.request,
  });
  return permission.allowed ? { kind: 'notFound', name } : refuse(context, name, permission.reason);
}

async function refuse(
  { ports, request, record }: RequestContext,
  name: string,
  reason: string,
  item?: Item,
): Promise<Answer> {
  const asked = `diagnose ${item === undefined ? name : nameOf(item.subject)}`;
  await recordRefusal(ports, request, record, { asked, reason, ...(item ? { item } : {}) });
  return { kind: 'refused', request: asked, reason };
}
