import { digestOf } from '../model/digest.ts';
import { ValidationException } from '../model/errors.ts';
import type { OrderedRecords } from '../store/indexed-collection.ts';
import { compareKeys, type SortKey, sortKeyOf } from '../store/sort-keys.ts';
import type { OperationCall } from './call.ts';

/** The largest page the API allows, also where the caller does not say. */
export const MAXIMUM_PAGE = 100;

interface ListRequest {
  readonly operation: string;
  /** The whole input: a token belongs to the filters it was made with. */
  readonly input: { readonly maxResults?: number; readonly nextToken?: string };
  readonly descending?: boolean;
}

/** A page of items that are few, or in no order. */
export interface PageRequest<Item> extends ListRequest {
  readonly items: readonly Item[];
  /** Tells every item apart from every other, and orders them. */
  readonly sortKey: (item: Item) => SortKey;
}

/** A page of records that are kept in order. */
export interface OrderedPageRequest<Item, Picked> extends ListRequest {
  readonly records: OrderedRecords<Item>;
  /** The record, if it belongs into the list; otherwise undefined. */
  readonly pick: (item: Item) => Picked | undefined;
}

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

/**
 * As `pageOf`, of records that are in order already: only those up to the end of the page are read.
 * @throws ValidationException as there
 */
export function pageInOrder<Item, Picked extends Item>(
  call: OperationCall,
  request: OrderedPageRequest<Item, Picked>,
): Page<Picked> {
  const { records, pick, descending = false } = request;
  const { maxResults: size = MAXIMUM_PAGE, nextToken } = request.input;
  const after = nextToken === undefined ? undefined : readToken(call, request, nextToken);
  const items: Picked[] = [];
  let hasMore = false;
  const visit = (record: Item): boolean => {
    const item = pick(record);
    if (item === undefined) return true;
    hasMore = items.length === size;
    if (!hasMore) items.push(item);
    return !hasMore;
  };
  if (descending) records.visitDescending(after, visit);
  else records.visitAscending(after, visit);
  const last = hasMore ? items.at(-1) : undefined;
  return {
    items,
    nextToken: last === undefined ? undefined : writeToken(call, request, sortKeyOf(records.parts, last)),
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
