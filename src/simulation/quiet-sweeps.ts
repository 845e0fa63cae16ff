import { isTurnOf, walkEveryMs } from '../lib/flow/index.ts';
import type { DiscoveryRecord } from '../lib/model/discovery.ts';
import type { FaultInjector } from './faults.ts';
import type { MemoryTable } from './memory-table.ts';

/** A sweep, and the listing that it asked for. */
interface Round {
  /** Its calls, in their order. */
  readonly labels: string[];
  /** The state of the world that it saw. */
  readonly changes: number;
  readonly idsBefore: number;
  idsAfter: number;
  readonly walkBefore: number | undefined;
  /** How much had gone wrong before it: what makes up for a fault makes other calls than the next sweep will. */
  readonly injectedBefore: number;
  readonly beganAtMs: number;
  /** How long it took: a listing may wait between two pages. */
  tookMs: number;
  jobs: number;
  /** How many of its functions have not ended. */
  open: number;
  /** It ran by itself and to its end, and found nothing. */
  isQuiet: boolean;
}

/** What the world knows at the time of a sweep that may be left out. */
export interface Moment {
  readonly changes: number;
  /** By the clock of the host that would sweep. */
  readonly nowMs: number;
  /** For how long nothing else happens. */
  readonly aloneForMs: number;
  /** The time by the clock of the host that would list; asked once, and only where it would. */
  readonly listingNowMs: () => number;
  /** Leaves out so many ids, as they would have been used. */
  readonly skipIds: (count: number) => void;
}

const everyMs = 60_000;

/**
 * Leaves out sweeps, each with its listing, that would find what the last one found: nothing. Most sweeps of a history are
 * such. One is left out only if nothing that it sees has changed, nothing has fallen due, nothing else happens before it would end,
 * and no fault would strike any of its calls; these are counted, and the record of the listing is brought up to date, as if it had been made.
 */
export class QuietSweeps {
  readonly #faults: FaultInjector;
  readonly #table: MemoryTable;
  #round: Round | undefined;

  constructor(faults: FaultInjector, table: MemoryTable) {
    this.#faults = faults;
    this.#table = table;
  }

  /** @returns whether the sweep can be left out; then it counts as made */
  passOver({ changes, nowMs, aloneForMs, listingNowMs, skipIds }: Moment): boolean {
    const round = this.#round;
    if (round === undefined || round.open > 0 || !round.isQuiet || round.changes !== changes) return false;
    if (round.tookMs > 0 && round.tookMs >= aloneForMs) return false;
    const listing = this.#table.listing;
    if (listing === undefined) return false;
    const isTurn = isTurnOf({ intervalMs: everyMs }, listing, nowMs);
    if (isTurn !== round.jobs > 0 || (isTurn && isWalkDue(listing, nowMs))) return false;
    if (!this.#faults.passOver(round.labels)) return false;
    skipIds(round.idsAfter - round.idsBefore);
    if (!isTurn) return true;
    const atMs = listingNowMs();
    this.#table.listing = { ...listing, startedAtMs: atMs, lastSuccessAtMs: atMs };
    return true;
  }

  /** A sweep begins. */
  begin({
    changes,
    ids,
    atMs,
    isAlone,
  }: {
    readonly changes: number;
    readonly ids: number;
    readonly atMs: number;
    readonly isAlone: boolean;
  }): void {
    this.#round = {
      labels: [],
      changes,
      idsBefore: ids,
      idsAfter: ids,
      walkBefore: this.#table.listing?.walk?.beganAtMs,
      injectedBefore: this.#faults.injected,
      beganAtMs: atMs,
      tookMs: 0,
      jobs: 0,
      open: 1,
      isQuiet: isAlone,
    };
  }

  /** Where the labels of the calls of a sweep, and of its listing, are to be written; nowhere when it is over. */
  get labels(): string[] | undefined {
    return this.#round !== undefined && this.#round.open > 0 ? this.#round.labels : undefined;
  }

  /** The sweep, or its listing, has enqueued a job. */
  expectJob(): void {
    const round = this.#round;
    if (round === undefined || round.open === 0) return;
    round.jobs += 1;
    round.open += 1;
  }

  /** The sweep, or its listing, has found something that is to be looked at. */
  findSomething(): void {
    if (this.#round !== undefined) this.#round.isQuiet = false;
  }

  /** The sweep, or a listing, has ended. */
  end(isQuiet: boolean, ids: number, atMs: number): void {
    const round = this.#round;
    if (round === undefined || round.open === 0) return;
    round.open -= 1;
    round.tookMs = atMs - round.beganAtMs;
    round.idsAfter = ids;
    const hasWalked = this.#table.listing?.walk?.beganAtMs !== round.walkBefore;
    const isStruck = this.#faults.injected !== round.injectedBefore;
    if (!isQuiet || hasWalked || isStruck) round.isQuiet = false;
  }
}

/** The walk goes on, or begins: the listing makes other calls than the last one. A minute apart counts as due. */
function isWalkDue({ walk }: DiscoveryRecord, nowMs: number): boolean {
  return walk !== undefined && (walk.token !== undefined || nowMs - walk.beganAtMs >= walkEveryMs - everyMs);
}
