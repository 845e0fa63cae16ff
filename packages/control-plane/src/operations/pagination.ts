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
  const { maxResults: size = MAXIMUM_PAGE, nextToken } = request.input;
  const after = nextToken === undefined ? undefined : readToken(call, request, nextToken);
  // One more than the page has shows whether another follows.
  const found = firstOf(request, after, size + 1);
  const last = found.length > size ? found[size - 1] : undefined;
  return {
    items: found.slice(0, size).map(({ item }) => item),
    nextToken: last === undefined ? undefined : writeToken(call, request, last.key),
  };
}

interface Keyed<Item> {
  readonly item: Item;
  readonly key: SortKey;
}

/** The first few items behind a key, in order. A page is much shorter than its list, so only it is ever sorted. */
function firstOf<Item>(request: PageRequest<Item>, after: SortKey | undefined, count: number): Keyed<Item>[] {
  const { items, sortKey, descending = false } = request;
  const compare = (left: SortKey, right: SortKey): number => (descending ? -1 : 1) * compareKeys(left, right);
  const first: Keyed<Item>[] = [];
  // Mostly what was made earlier sorts earlier; then whatever comes after the page is seen not to belong to it at once.
  for (const item of descending ? items.toReversed() : items) {
    const key = sortKey(item);
    if (after !== undefined && compare(key, after) <= 0) continue;
    const last = first.at(-1);
    const isBehind = last !== undefined && compare(key, last.key) >= 0;
    if (isBehind && first.length === count) continue;
    const place = isBehind ? first.length : first.findIndex((one) => compare(key, one.key) < 0);
    first.splice(Math.max(place, 0), 0, { item, key });
    if (first.length > count) first.pop();
  }
  return first;
}

function compareKeys(left: SortKey, right: SortKey): number {
  for (let index = 0; index < left.length; index += 1) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers and texts are compared apart: in one expression for both the engine is several times slower. */
function compareParts(left: SortKey[number] | undefined, right: SortKey[number] | undefined): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
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
