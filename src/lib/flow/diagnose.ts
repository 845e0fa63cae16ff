import { type Diagnosis, diagnosisOf } from '../model/diagnosis.ts';
import { errorName } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import { nameOf } from '../model/statuses.ts';
import type { DeploymentFacts } from '../model/subject.ts';
import type { Clock, Investigator, Log, Provider, Store } from '../ports.ts';
import { changeItem } from './change.ts';

/** What a diagnosis needs from outside. */
export interface InvestigationPorts {
  readonly provider: Pick<Provider, 'investigators'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves after so many milliseconds, or when the signal is aborted. It never rejects. */
  readonly wait: (durationMs: number, signal: AbortSignal) => Promise<void>;
}

/** In addition, what keeping it with an item needs. */
export interface DiagnosePorts extends InvestigationPorts {
  readonly store: Store;
  /** How long this invocation may still run. */
  readonly remainingMs: () => number;
}

/** All investigators together get this long. */
export const longestInvestigationMs = 5_000;

/** With less than this left, there is no diagnosis: the fence and the call must fit in, too. */
const neededMs = 15_000;

/**
 * Asks everybody who may know why a deployment fails or hangs, all at once. Whoever is late is aborted, and whoever fails is left
 * out, so this takes five seconds at most and never throws.
 *
 * @param part - the name of the part of the attempt that it is about
 * @returns `undefined` if nobody found anything
 */
export async function investigate(
  { provider, clock, log, wait }: InvestigationPorts,
  facts: DeploymentFacts,
  part?: string,
): Promise<Diagnosis | undefined> {
  const investigators = investigatorsOf(provider, facts, log);
  if (investigators.length === 0) return undefined;
  const [work, patience] = [new AbortController(), new AbortController()];
  const findings = new Map<Investigator, readonly string[]>();
  const failed = new Map<Investigator, string>();
  const ask = async (investigator: Investigator): Promise<void> => {
    try {
      findings.set(investigator, await investigator.investigate(work.signal));
    } catch (error) {
      failed.set(investigator, errorName(error));
    }
  };
  await Promise.race([Promise.all(investigators.map(ask)), wait(longestInvestigationMs, patience.signal)]);
  // What comes in after this moment is not used, whatever it is.
  const found = investigators.map((investigator) => findings.get(investigator) ?? []);
  for (const investigator of investigators) {
    if (findings.has(investigator)) continue;
    const error = failed.get(investigator) ?? 'TookTooLong';
    log.info('a part of a diagnosis is missing', { target: facts.target, investigator: investigator.name, error });
  }
  patience.abort();
  work.abort();
  return diagnosisOf(found, clock.now(), part);
}

function investigatorsOf(
  provider: InvestigationPorts['provider'],
  facts: DeploymentFacts,
  log: Log,
): readonly Investigator[] {
  try {
    return provider.investigators?.(facts) ?? [];
  } catch (error) {
    log.info('there is no diagnosis', { target: facts.target, error: errorName(error) });
    return [];
  }
}

/**
 * Diagnoses an attempt, and keeps the result with its item. It never throws: what it is for goes on without it.
 *
 * @param investigated - the part of the attempt that it is about; the attempt itself if left out
 * @param isWanted - whether the item, as it is when the diagnosis is written, may have it
 * @returns the item after that; the same one if nothing was found, or if there was no time
 */
export async function withDiagnosisTaken(
  ports: DiagnosePorts,
  item: Item,
  investigated: Item = item,
  isWanted: (fresh: Item) => boolean = () => true,
): Promise<Item> {
  const { subject } = investigated;
  if (subject.on !== 'deployment' || ports.remainingMs() < neededMs) return item;
  const part = investigated.key === item.key ? undefined : nameOf(subject);
  const diagnosis = await investigate(ports, subject.deployment, part);
  if (diagnosis === undefined) return item;
  try {
    return await changeItem(ports.store, item, (fresh) => (isWanted(fresh) ? withDiagnosis(fresh, diagnosis) : fresh));
  } catch (error) {
    const { target, attempt } = item.key;
    ports.log.warn('a diagnosis could not be kept', { target, attempt, error: errorName(error) });
    return item;
  }
}

/** Raises `stateVersion`, so that the message shows it; it is no news of its own in the thread. */
function withDiagnosis(item: Item, diagnosis: Diagnosis): Item {
  return { ...item, diagnosis, stateVersion: item.stateVersion + 1 };
}
