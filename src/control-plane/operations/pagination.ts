import { ValidationException } from '../model/errors.ts';
import { digestOf } from './digest.ts';

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
export interface Page<Item> {
  readonly items: Item[];
  readonly nextToken?: string | undefined;
}

/**
 * One page of a list. A token says after which key to go on, so pages neither repeat nor skip items that stay, however
 * many come and go in between.
 *
 * @throws ValidationException for a token that this list, with these filters, did not give out
 */
export function pageOf<Item>(request: PageRequest<Item>): Page<Item> {
  const direction = request.descending === true ? -1 : 1;
  const keyed = request.items.map((item) => ({ item, key: request.sortKey(item) }));
  keyed.sort((left, right) => direction * compareKeys(left.key, right.key));
  const after = request.input.nextToken === undefined ? undefined : readToken(request, request.input.nextToken);
  const start = after === undefined ? 0 : keyed.findIndex(({ key }) => direction * compareKeys(key, after) > 0);
  if (start === -1) return { items: [] };
  const end = start + (request.input.maxResults ?? MAXIMUM_PAGE);
  const page = keyed.slice(start, end);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    nextToken: end < keyed.length && last !== undefined ? writeToken(request, last.key) : undefined,
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

function fingerprint({ operation, input }: Pick<PageRequest<never>, 'operation' | 'input'>): string {
  return digestOf({ operation, ...input, nextToken: undefined, maxResults: undefined }).slice(0, 16);
}

function writeToken(request: Pick<PageRequest<never>, 'operation' | 'input'>, key: SortKey): string {
  return Buffer.from(JSON.stringify([fingerprint(request), ...key])).toString('base64');
}

function readToken(request: Pick<PageRequest<never>, 'operation' | 'input'>, token: string): SortKey {
  const parts = decode(token);
  if (Array.isArray(parts) && parts[0] === fingerprint(request) && parts.every(isKeyPart)) return parts.slice(1);
  throw new ValidationException(
    'The nextToken was not given out by this operation with these filters. Start without it.',
  );
}

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64').toString());
  } catch {
    return undefined;
  }
}

function isKeyPart(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number';
}
