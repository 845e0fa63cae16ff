import { fitsOutline, isObject, RECORD_OUTLINES } from '../store/record-outlines.ts';
import { type CollectionName, recordStore } from '../store/recorded-store.ts';
import type { ControlPlaneStore } from '../store/store.ts';
import type { Change } from './journal.ts';
import type { Place } from './pending-changes.ts';

/** A change that was read is none of this control plane. */
export class UnusableChangeError extends Error {
  override readonly name = 'UnusableChangeError';
}

/**
 * What makes the state of regions out of nothing, as releases before the journal kept it.
 * @throws UnusableChangeError when it is no such state
 */
export function* changesOfState(regions: unknown): Generator<Exclude<Change, { type: 'clock' }>> {
  const states = isObject(regions) ? regions['regions'] : undefined;
  if (!isObject(states)) throw new UnusableChangeError('it is not a state of regions in format 1');
  for (const [region, state] of Object.entries(states)) {
    if (!isObject(state) || state['format'] !== 1) throw new UnusableChangeError('its format is not 1');
    for (const [collection, { texts }] of Object.entries(RECORD_OUTLINES)) {
      const records = state[collection];
      if (!Array.isArray(records)) throw new UnusableChangeError(`"${collection}" is not a list`);
      for (const record of records) {
        const key: unknown = isObject(record) ? record[texts[0]] : undefined;
        if (!isObject(record) || typeof key !== 'string') {
          throw new UnusableChangeError(`"${collection}" holds something that is not a record`);
        }
        yield { type: 'put', region, collection, key, record };
      }
    }
  }
}

type Maps = Readonly<Record<CollectionName, Map<string, object>>>;

/** The stores of all regions, as a journal tells them and as it is told of them. */
export class JournaledStores {
  readonly #maps = new Map<string, Maps>();
  readonly #recorded = new Map<string, ControlPlaneStore>();
  readonly #tell: (change: Change) => void;
  readonly #saw: (place: Place) => void;

  /**
   * @param tell receives every change of a store that `of` gave
   * @param saw receives everything that is read of it
   */
  constructor(tell: (change: Change) => void, saw: (place: Place) => void) {
    this.#tell = tell;
    this.#saw = saw;
  }

  /** Takes over a change that was kept. @throws UnusableChangeError */
  apply(change: Exclude<Change, { type: 'clock' }>): void {
    const { region, collection } = change;
    if (!isCollection(collection))
      throw new UnusableChangeError(`there is no collection ${JSON.stringify(collection)}`);
    const map = this.#mapsOf(region)[collection];
    if (change.type === 'clear') map.clear();
    else if (change.type === 'remove') map.delete(change.key);
    else if (fitsOutline(change.record, RECORD_OUTLINES[collection])) map.set(change.key, change.record);
    else throw new UnusableChangeError(`"${collection}" holds something that is not a record`);
  }

  /** Those that have a store. */
  get regions(): readonly string[] {
    return [...this.#maps.keys()];
  }

  /** The store of a region, made when it is first asked for. */
  of(region: string): ControlPlaneStore {
    const known = this.#recorded.get(region);
    if (known !== undefined) return known;
    const maps: unknown = this.#mapsOf(region);
    if (!isStore(maps)) throw new TypeError('a store is an object');
    const recorded = recordStore(maps, {
      put: (collection, key, record) => this.#tell({ type: 'put', region, collection, key, record }),
      remove: (collection, key) => this.#tell({ type: 'remove', region, collection, key }),
      clear: (collection) => this.#tell({ type: 'clear', region, collection }),
      read: (collection, key) => this.#saw({ region, collection, key }),
      scan: (collection) => this.#saw({ region, collection }),
    });
    this.#recorded.set(region, recorded);
    return recorded;
  }

  /** Puts of all records, read little by little: what changes meanwhile may be among them, or not. */
  *state(): Generator<Change> {
    for (const [region, maps] of this.#maps) {
      for (const [collection, map] of Object.entries(maps)) {
        for (const [key, record] of map) yield { type: 'put', region, collection, key, record };
      }
    }
  }

  #mapsOf(region: string): Maps {
    const known = this.#maps.get(region);
    if (known !== undefined) return known;
    const made = emptyMaps();
    this.#maps.set(region, made);
    return made;
  }
}

function emptyMaps(): Maps {
  const map = () => new Map<string, object>();
  return {
    deployables: map(),
    services: map(),
    deployments: map(),
    templates: map(),
    templateVersions: map(),
    connections: map(),
    repositories: map(),
    branches: map(),
    templateSyncConfigs: map(),
    serviceSyncConfigs: map(),
    repositorySyncs: map(),
    resourceSyncs: map(),
    syncBlockers: map(),
    accountSettings: map(),
    tags: map(),
    clientTokens: map(),
    outcomes: map(),
  };
}

/** Its records are those of control planes, or were looked at when they were read. */
function isStore(maps: unknown): maps is ControlPlaneStore {
  return isObject(maps);
}

function isCollection(name: string): name is CollectionName {
  return Object.hasOwn(RECORD_OUTLINES, name);
}
