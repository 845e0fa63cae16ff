import type { OperationName } from '../model/inputs.ts';

/** A request told apart: the operation, and what the path says. */
export interface Route {
  readonly operation: OperationName;
  readonly instanceId?: string;
}

const collection: Readonly<Record<string, OperationName>> = { POST: 'CreateInstance', GET: 'ListInstances' };
const member: Readonly<Record<string, OperationName>> = {
  GET: 'GetInstance',
  PATCH: 'UpdateInstance',
  DELETE: 'DeleteInstance',
};

/** Whether a path is one of the API, served here or not: all of its operations are below `/api/`. */
export function isSupplyChainPath(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}

/** The operation that a method means at a path; undefined when there is none. */
export function routeOf(method: string, path: string): Route | undefined {
  if (path === '/api/instance') return found(collection, method);
  const instanceId = /^\/api\/instance\/([^/]+)$/.exec(path)?.[1];
  return instanceId === undefined ? undefined : found(member, method, decoded(instanceId));
}

function found(
  operations: Readonly<Record<string, OperationName>>,
  method: string,
  instanceId?: string,
): Route | undefined {
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined;
  if (operation === undefined) return undefined;
  return { operation, ...(instanceId !== undefined && { instanceId }) };
}

/** What has a broken escape in it stays as it came: it is no id then, and is refused as one. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
