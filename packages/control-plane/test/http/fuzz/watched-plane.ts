import { type ControlPlane, createMemoryStore } from '../../../src/index.ts';
import { createWorld } from '../../support/world.ts';

/** A control plane that notices what must not happen. */
export interface WatchedPlane {
  readonly plane: ControlPlane;
  /** Calls that were refused, or only read, and wrote to the store nevertheless: `operation: n writes`. */
  readonly trespasses: string[];
  /** How many calls got through to it. */
  readonly counts: { accepted: number; refused: number };
}

/**
 * A control plane whose store counts what is written to it, and whose records are frozen: one that is changed in place
 * throws, which the caller sees as an InternalServerException.
 */
export function createWatchedPlane(): WatchedPlane & { readonly world: ReturnType<typeof createWorld> } {
  let writes = 0;
  const store = createMemoryStore();
  for (const collection of Object.values(store)) {
    const set = collection.set.bind(collection);
    const remove = collection.delete.bind(collection);
    Object.assign(collection, {
      set(key: string, record: unknown) {
        writes += 1;
        return set(key, freeze(record));
      },
      delete(key: string) {
        const existed = remove(key);
        if (existed) writes += 1;
        return existed;
      },
    });
  }
  const world = createWorld({ store });
  const trespasses: string[] = [];
  const counts = { accepted: 0, refused: 0 };
  const plane: ControlPlane = {
    ...world.plane,
    call(operation, input, context) {
      const before = writes;
      const note = (): void => {
        if (writes !== before) trespasses.push(`${operation}: ${writes - before} writes`);
      };
      try {
        const output = world.plane.call(operation, input, context);
        counts.accepted += 1;
        if (/^(?:Get|List)/.test(operation)) note();
        return output;
      } catch (error) {
        counts.refused += 1;
        note();
        throw error;
      }
    },
  };
  return { plane, trespasses, counts, world };
}

function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) freeze(member);
  return Object.freeze(value);
}
