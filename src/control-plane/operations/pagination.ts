import { digestOf } from '../model/digest.ts';
import { ValidationException } from '../model/errors.ts';
import type { OperationCall } from './call.ts';

/** The largest page the API allows, also where the caller does not say. */
const MAXIMUM_PAGE = 100;

type SortKey = readonly (string | number)[];

export interface PageRequest<Item> {
  readonly operation: string;
  /** The whole input: a token belongs to the filters it was made with. */
  readonly input: { readonly maxResults?: number; readonly nextToken?: string };
  readonly items: readonly Item[];
  /** Tells every item apart from every other, and orders them. */
  readonly sortKey: (item: Item) => SortKey;
  readonly descending?: boolean;
}
type ListRequest = Pick<PageRequest<never>, 'operation' | 'input'>;

export interface Page<Item> {
  readonly items: Item[];
  readonly nextToken?: string | undefined;
}

/**
 * One page of a list. A token says after which key to go on, so pages neither repeat nor skip items that stay where
 * they are, however many come and go in between.
 *
 * @throws ValidationException for a token that this list, with these filters, did not give out to this account
 */
export function pageOf<Item>(call: OperationCall, request: PageRequest<Item>): Page<Item> {
  const direction = request.descending === true ? -1 : 1;
  const keyed = request.items.map((item) => ({ item, key: request.sortKey(item) }));
  keyed.sort((left, right) => direction * compareKeys(left.key, right.key));
  const after = request.input.nextToken === undefined ? undefined : readToken(call, request, request.input.nextToken);
  const start = after === undefined ? 0 : keyed.findIndex(({ key }) => direction * compareKeys(key, after) > 0);
  if (start === -1) return { items: [] };
  const end = start + (request.input.maxResults ?? MAXIMUM_PAGE);
  const page = keyed.slice(start, end);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    nextToken: end < keyed.length && last !== undefined ? writeToken(call, request, last.key) : undefined,
  };
}

function compareKeys(left: SortKey, right: SortKey): number {
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part < other) return -1;
    if (part > other) return 1;
  }
  return 0;
}

/**
 * Ties a key to the list it is from: operation, filters, account and region. It catches mistakes and tampering; whoever
 * makes one up on purpose learns nothing by it, since the list shows the caller no more than it does without a token.
 */
function checksum(call: OperationCall, { operation, input }: ListRequest, key: SortKey): string {
  const filters = { ...input, nextToken: undefined, maxResults: undefined };
  return digestOf({ operation, filters, accountId: call.accountId, region: call.parts.region, key }).slice(0, 32);
}

function writeToken(call: OperationCall, request: ListRequest, key: SortKey): string {
  return Buffer.from(JSON.stringify([checksum(call, request, key), ...key])).toString('base64');
}

function readToken(call: OperationCall, request: ListRequest, token: string): SortKey {
  const [sum, ...key] = decode(token);
  if (key.every(isKeyPart) && sum === checksum(call, request, key)) return key;
  throw new ValidationException(
    'The nextToken was not given out by this operation with these filters. Start without it.',
  );
}

/** The parts of a token; none when it is not one. */
function decode(token: string): unknown[] {
  const bytes = Buffer.from(token, 'base64');
  // The decoder skips what it does not know and fills up what is missing, so only a text it would write itself counts.
  if (bytes.toString('base64') !== token) return [];
  try {
    const parts: unknown = JSON.parse(bytes.toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function isKeyPart(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number';
}
