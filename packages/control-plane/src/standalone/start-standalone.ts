import { stat } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type Bundles, createFolderBundles } from '../bundles/index.ts';
import { createEventTap } from '../events/event-tap.ts';
import type { EventSender } from '../events/forwarding/index.ts';
import { createControlPlaneHttpHandler } from '../http/handler.ts';
import type { Health } from '../http/health.ts';
import type { ControlPlaneCredential } from '../http/options.ts';
import { createControlPlaneHttpServer } from '../http/server.ts';
import type { FileJournalOptions } from '../journal/index.ts';
import type { MachineTime } from './advanceable-clock.ts';
import { type AuditSink, createAudit, openAuditFile, type RunningAudit } from './audit-file.ts';
import type { Callers } from './credentials-file.ts';
import type { RegionSettings } from './forwarding.ts';
import { type KnownKeys, keysPathOf, watchKeys } from './keys/index.ts';
import { close, listen } from './listening.ts';
import { createPersistentRegions, type PersistentRegions } from './persistent-regions.ts';
import { reasonOf, StandaloneError } from './standalone-error.ts';
import { openStateFile, type StateFile } from './state-file/index.ts';

const LOOPBACK = '127.0.0.1';
const LOOPBACK_ADDRESSES: ReadonlySet<string> = new Set([LOOPBACK, '::1', 'localhost']);

/** What the program has of the machine: its time, and chance. */
export interface Machine<Timer> extends MachineTime<Timer> {
  /** A lower-case UUID. */
  uuid(): string;
}

export interface StandaloneOptions<Timer> {
  /** 0 for any free one. */
  readonly port: number;
  /** 127.0.0.1 by default. On a loopback address only calls that name one are answered, on any other all are. */
  readonly host?: string | undefined;
  /** Default region, management account, durations and the like. */
  readonly settings: Omit<RegionSettings, 'random' | 'emit' | 'bundles'>;
  /** Where template bundles are read; without it, template versions are registered without looking at theirs. */
  readonly bundlesFolder?: string | undefined;
  /**
   * Who calls. Where signatures are required, calls must be signed with one of these credentials, or with a key that was issued
   * for the state file.
   */
  readonly callers?: Partial<Callers> & { readonly requireSignatures?: boolean };
  /** Where each call is put on record: a file, or somewhere else. */
  readonly audit?: string | AuditSink | undefined;
  /** Receives every event, once it is kept. */
  readonly sender?: EventSender | undefined;
  /** Serves every control route: state, clock and events included. Not by default. */
  readonly testRoutes?: boolean | undefined;
  /** Where the state is kept between two runs; without it, it is gone in the end. */
  readonly stateFile?: string | undefined;
  /** How the journal in it is kept. */
  readonly journal?: FileJournalOptions | undefined;
  readonly machine: Machine<Timer>;
  /** Receives lines for the user: problems with saving, and faults. */
  readonly tell: (line: string) => void;
}

/** A control plane that runs on its own. */
export interface Standalone {
  /** E.g. `http://127.0.0.1:4600`. */
  readonly url: string;
  /** How many keys the management account has; undefined where signatures are not checked. */
  readonly keys: number | undefined;
  /**
   * Closes the port, saves what is unsaved and lets others have the file.
   * @throws NotSavedError
   */
  stop(): Promise<void>;
}

/**
 * Starts a control plane behind a port of its own.
 * @throws StandaloneError of one class per cause, and UnknownRegionError or ValidationException when the settings are wrong;
 *   nothing runs then
 */
export async function startStandalone<Timer>(options: StandaloneOptions<Timer>): Promise<Standalone> {
  const bundles = options.bundlesFolder === undefined ? undefined : await openBundlesFolder(options.bundlesFolder);
  const file = options.stateFile === undefined ? undefined : await openStateFile(options.stateFile);
  try {
    const serving = await serve(options, bundles, file);
    const stop = async (): Promise<void> => {
      try {
        await serving.stop();
      } finally {
        await file?.close();
      }
    };
    let stopping: Promise<void> | undefined;
    return {
      url: serving.url,
      keys: serving.keys,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    await file?.close();
    throw error;
  }
}

async function serve<Timer>(
  options: StandaloneOptions<Timer>,
  bundles: Bundles | undefined,
  file: StateFile | undefined,
): Promise<Standalone> {
  const { host = LOOPBACK, machine, tell, callers = {}, sender } = options;
  const tap = createEventTap();
  const random = { uuid: () => machine.uuid() };
  const settings: RegionSettings = { ...options.settings, bundles, random, emit: (event) => tap.record(event) };
  const kept = await createPersistentRegions(settings, machine, file, tell, options.journal, sender);
  let [keys, audit, server]: [KnownKeys?, RunningAudit?, Server?] = [];
  const stop = async (): Promise<void> => {
    if (server !== undefined) await close(server);
    keys?.stop();
    try {
      await kept.stop();
    } finally {
      // Last, as calls that were being answered are put on record, too.
      audit?.close();
    }
  };
  try {
    if (callers.requireSignatures === true) keys = keysOf(file, callers.credentials, options);
    audit = auditOf(options);
    const handle = createControlPlaneHttpHandler(kept.regions, {
      ...callers,
      ...(keys !== undefined && { credentials: keys }),
      random,
      // Callers sign by the machine's clock, whatever this one was advanced by.
      now: () => machine.now(),
      // A proxy on this machine passes on the name that callers have signed.
      onlyLoopbackHosts: LOOPBACK_ADDRESSES.has(host) && keys === undefined,
      testRoutes: options.testRoutes === true,
      stateRoutes: true,
      advanceClock: (byMs) => kept.advanceClock(byMs),
      keeping: kept,
      audit,
      health: () => healthOf(kept, audit),
      tap,
      onFault: (error) => tell(`The control plane failed, and answered so: ${describe(error)}`),
    });
    server = createControlPlaneHttpServer((request, response) => void handle(request, response));
    return { url: await listen(server, host, options.port), keys: keys?.countOf(options.settings.accountId), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function keysOf<Timer>(
  file: StateFile | undefined,
  credentials: ReadonlyMap<string, ControlPlaneCredential> = new Map(),
  { machine, tell }: Pick<StandaloneOptions<Timer>, 'machine' | 'tell'>,
): KnownKeys {
  if (file !== undefined) return watchKeys(keysPathOf(file.location), credentials, machine, tell);
  return {
    get: (accessKeyId) => credentials.get(accessKeyId),
    countOf: (accountId) => [...credentials.values()].filter((key) => key.accountId === accountId).length,
    stop: () => undefined,
  };
}

function auditOf<Timer>({ audit, machine, tell }: StandaloneOptions<Timer>): RunningAudit | undefined {
  if (audit === undefined) return undefined;
  const now = (): number => machine.now();
  return createAudit(typeof audit === 'string' ? openAuditFile(audit, now) : audit, now, tell);
}

async function healthOf(kept: PersistentRegions, audit: RunningAudit | undefined): Promise<Health> {
  const { forwarder } = kept;
  const events = forwarder && (forwarder.isDelayed ? 'delayed' : 'forwarded');
  const isKept = await kept.check().then(
    () => !kept.isFailing,
    () => false,
  );
  if (!isKept) return { problem: 'the state cannot be saved', events };
  audit?.retry();
  return { problem: audit?.isFailing === true ? 'calls cannot be recorded' : undefined, events };
}

/** Where it happened, for a report of the fault. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The folder of the template bundles cannot be used. */
export class BundlesFolderError extends StandaloneError {
  override readonly name = 'BundlesFolderError';
}

/**
 * Template bundles from `<folder>/<bucket>/<key>`. The folder must be there from the start: one that is misspelt would
 * let every registration fail.
 * @throws BundlesFolderError
 */
export async function openBundlesFolder(folder: string): Promise<Bundles> {
  const found = await stat(folder).catch((error: unknown) => {
    throw new BundlesFolderError(`The bundles cannot be read from ${folder}: ${reasonOf(error)}.`, { cause: error });
  });
  if (!found.isDirectory()) {
    throw new BundlesFolderError(`The bundles cannot be read from ${folder}: it is not a folder.`);
  }
  return createFolderBundles(folder);
}
