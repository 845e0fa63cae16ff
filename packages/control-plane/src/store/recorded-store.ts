import type { Collection, ControlPlaneStore } from './store.ts';

export type CollectionName = keyof ControlPlaneStore;

/**
 * Receives everything that becomes of a store, in order: a record is put under a key, or removed; a collection is emptied. It
 * also receives what is read: a record, or that there is none; or more of a collection than that.
 */
export interface StoreRecorder {
  put(collection: CollectionName, key: string, record: object): void;
  remove(collection: CollectionName, key: string): void;
  clear(collection: CollectionName): void;
  read(collection: CollectionName, key: string): void;
  scan(collection: CollectionName): void;
}

/** A store whose changes and reads are reported. What is in it already is not. */
export function recordStore(store: ControlPlaneStore, recorder: StoreRecorder): ControlPlaneStore {
  const recorded = <Record extends object>(name: CollectionName, kept: Collection<Record>): Collection<Record> => ({
    get(key) {
      recorder.read(name, key);
      return kept.get(key);
    },
    set(key, record) {
      kept.set(key, record);
      recorder.put(name, key, record);
    },
    delete(key) {
      const wasThere = kept.delete(key);
      if (wasThere) recorder.remove(name, key);
      return wasThere;
    },
    values() {
      recorder.scan(name);
      return kept.values();
    },
    clear() {
      kept.clear();
      recorder.clear(name);
    },
    scanned: () => recorder.scan(name),
  });
  return {
    deployables: recorded('deployables', store.deployables),
    services: recorded('services', store.services),
    deployments: recorded('deployments', store.deployments),
    templates: recorded('templates', store.templates),
    templateVersions: recorded('templateVersions', store.templateVersions),
    connections: recorded('connections', store.connections),
    repositories: recorded('repositories', store.repositories),
    branches: recorded('branches', store.branches),
    templateSyncConfigs: recorded('templateSyncConfigs', store.templateSyncConfigs),
    serviceSyncConfigs: recorded('serviceSyncConfigs', store.serviceSyncConfigs),
    repositorySyncs: recorded('repositorySyncs', store.repositorySyncs),
    resourceSyncs: recorded('resourceSyncs', store.resourceSyncs),
    syncBlockers: recorded('syncBlockers', store.syncBlockers),
    accountSettings: recorded('accountSettings', store.accountSettings),
    tags: recorded('tags', store.tags),
    clientTokens: recorded('clientTokens', store.clientTokens),
    outcomes: recorded('outcomes', store.outcomes),
  };
}
