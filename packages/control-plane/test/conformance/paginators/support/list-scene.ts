import type * as sdk from '@aws-sdk/client-proton';
import type { ProtonClient, ProtonPaginationConfiguration } from '@aws-sdk/client-proton';
import { ACCOUNT, type World } from '../../../support/world.ts';

/** More than any list here has: one that goes round in circles is stopped. */
const MAXIMUM_PAGES = 200;

/** A paginator as the SDK exports it. */
export type PaginatorName = Extract<keyof typeof sdk, `paginate${string}`>;

/** What an item is told apart and ordered by. */
export interface ListedItem {
  readonly name: string;
  readonly rank: readonly (string | number)[];
}
export interface ListedPage {
  readonly items: readonly ListedItem[];
  readonly nextToken: string | undefined;
}
interface PageOptions {
  readonly pageSize?: number;
  readonly startingToken?: string;
  /** Instead of the scene's own input: other filters. */
  readonly other?: boolean;
}

/** A list of the API and how it is paged through. */
export interface PagedList {
  readonly paginator: PaginatorName;
  readonly paginate: unknown;
  readonly hasFilters: boolean;
  pages(client: ProtonClient, options: PageOptions): AsyncGenerator<ListedPage>;
}

interface Definition<Input, Output, Item> {
  readonly paginator: PaginatorName;
  readonly paginate: (config: ProtonPaginationConfiguration, input: Input) => AsyncGenerator<Output>;
  readonly input: NoInfer<Input>;
  /** The same operation with other filters, where it has any: a token of `input` is none for them. */
  readonly otherInput?: NoInfer<Input>;
  itemsOf(page: Output): readonly Item[] | undefined;
  nameOf(item: NoInfer<Item>): string | undefined;
  rankOf(item: NoInfer<Item>): readonly (string | number | Date | undefined)[];
}

/** Types meet only in here: outside, every list looks the same. */
export function pagedList<Input, Output extends { readonly nextToken?: string | undefined }, Item>(
  definition: Definition<Input, Output, Item>,
): PagedList {
  const { paginator, paginate, otherInput, itemsOf, nameOf, rankOf } = definition;
  return {
    paginator,
    paginate,
    hasFilters: otherInput !== undefined,
    async *pages(client, { pageSize, startingToken, other }) {
      const config = {
        client,
        ...(pageSize !== undefined && { pageSize }),
        ...(startingToken !== undefined && { startingToken }),
      };
      const input = other === true ? otherInput : definition.input;
      if (input === undefined) throw new Error(`${paginator} has no other filters`);
      let count = 0;
      // A copy, since the SDK writes tokens into what it is given.
      for await (const page of paginate(config, { ...input })) {
        count += 1;
        if (count > MAXIMUM_PAGES) throw new Error(`${paginator} comes to no end`);
        const items = itemsOf(page);
        if (items === undefined) throw new Error(`${paginator}: a page without its list`);
        yield {
          items: items.map((item) => ({ name: required(nameOf(item)), rank: rankOf(item).map(comparable) })),
          nextToken: page.nextToken,
        };
      }
    },
  };
}

/** A list on a stage of its own: what it needs, and how items come and go. */
export interface ListScene extends PagedList {
  readonly title: string;
  readonly descending: boolean;
  /** The account whose list it is. */
  readonly caller: string;
  /** Makes what the list is about, without any item. */
  prepare(world: World): void;
  /** Adds the item of this number and returns its name. */
  add(world: World, number: number): string;
  remove(world: World, name: string): void;
}

export function listScene<Input, Output extends { readonly nextToken?: string | undefined }, Item>(
  definition: Definition<Input, Output, Item> &
    Pick<ListScene, 'prepare' | 'add' | 'remove'> &
    Partial<Pick<ListScene, 'title' | 'descending' | 'caller'>>,
): ListScene {
  const { paginator, title = paginator, descending = false, caller = ACCOUNT, prepare, add, remove } = definition;
  return { ...pagedList(definition), title, descending, caller, prepare, add, remove };
}

function required(name: string | undefined): string {
  if (name === undefined) throw new Error('an item without what it is told apart by');
  return name;
}

function comparable(part: string | number | Date | undefined): string | number {
  if (part === undefined) throw new Error('an item without what it is ordered by');
  return part instanceof Date ? part.getTime() : part;
}

/** Every item of a list, page by page. */
export async function readAll(list: PagedList, client: ProtonClient, options: PageOptions = {}): Promise<ListedPage[]> {
  const pages: ListedPage[] = [];
  for await (const page of list.pages(client, options)) pages.push(page);
  return pages;
}

/** In the order that the list promises. */
export function sorted(scene: Pick<ListScene, 'descending'>, items: readonly ListedItem[]): ListedItem[] {
  return [...items].sort((left, right) => (scene.descending ? -1 : 1) * compare(left.rank, right.rank));
}

function compare(left: ListedItem['rank'], right: ListedItem['rank']): number {
  const index = left.findIndex((part, place) => part !== right[place]);
  const [part, other] = [left[index] ?? '', right[index] ?? ''];
  return part < other ? -1 : 1;
}
