import type { Item } from '../model/item.ts';
import type { PermissionSubject, PermittedAction } from '../model/permission.ts';
import type { Answer } from '../model/request.ts';
import type { Steerer } from './change-controls.ts';
import type { RequestContext } from './request-ports.ts';
import { recordRefusal } from './request-records.ts';

/** The person of a request, as one who changes the controls. */
export function steererOf({ request }: RequestContext, reason: string): Steerer {
  return { userId: request.userId, requestId: request.id, reason };
}

/** The answer to a person without the permission; it is recorded in the trail. `undefined` to one who has it. */
export async function refusalOf(
  { ports, request, record }: RequestContext,
  action: PermittedAction,
  described: string,
  subject: PermissionSubject | undefined,
  item?: Item,
): Promise<Answer | undefined> {
  const permission = await ports.authorize({ action, subject, request });
  if (permission.allowed) return undefined;
  const { reason } = permission;
  await recordRefusal(ports, request, record, { asked: described, reason, ...(item ? { item } : {}) });
  return { kind: 'refused', request: described, reason };
}
