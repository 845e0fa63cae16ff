import type { Callable } from '../callable.ts';
import { listFilters } from './lists.ts';
import { numberFilters } from './numbers.ts';
import { protonFilters } from './proton.ts';
import { selectionFilters } from './selection.ts';
import { textFilters } from './texts.ts';

/** Every filter by its name. */
export const FILTERS: ReadonlyMap<string, Callable> = new Map(
  Object.entries({
    ...listFilters,
    ...textFilters,
    ...numberFilters,
    ...selectionFilters((name) => FILTERS.get(name)),
    ...protonFilters,
  }),
);
