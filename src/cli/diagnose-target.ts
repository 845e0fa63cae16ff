import { createDynamoDbClient, createTable, systemClock, systemRandom, systemWait } from '../lib/aws/index.ts';
import { investigate } from '../lib/flow/index.ts';
import type { Diagnosis } from '../lib/model/diagnosis.ts';
import { errorName } from '../lib/model/errors.ts';
import type { DeploymentFacts } from '../lib/model/subject.ts';
import { ProviderUnavailable, type Store } from '../lib/ports.ts';
import { createStore } from '../lib/store/index.ts';
import { visibleDetails, visibleText } from '../lib/visible-text.ts';
import type { ChosenTable } from './chosen-table.ts';
import { findByName, isAboutTheName } from './named-target.ts';

/** The newest deployment of a target, and what is known about why it fails or hangs. */
export interface Diagnosed {
  readonly target: string;
  readonly status: string;
  /** What the back end says now; absent if nothing was found. */
  readonly now?: Diagnosis;
  /** What the bot kept: before a cancel, or when it had failed; absent if it keeps nothing. */
  readonly kept?: Diagnosis;
}

/**
 * Diagnoses the newest deployment of a target.
 *
 * @param typedName - as people type it, or an ARN
 * @returns `undefined` if no back end knows it, or if nothing was deployed there
 * @throws NameUnclear, and the errors of calls to the back ends or the table
 */
export async function diagnoseByName(typedName: string, tableName: string): Promise<Diagnosed | undefined> {
  const client = createDynamoDbClient();
  const table = createTable(client);
  const store = createStore({ table, tableName, clock: systemClock, random: systemRandom });
  const found = await findByName(typedName, async () => client.config.region());
  const facts = found?.state.attempts
    .flatMap(({ subject }) => (subject.on === 'deployment' ? [subject.deployment] : []))
    .toSorted((one, other) => other.startedAtMs - one.startedAtMs)[0];
  if (found === undefined || facts === undefined) return undefined;
  // Nothing of a diagnosis is written to a log, here neither.
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const ports = { provider: found.provider, clock: systemClock, wait: systemWait, log };
  const [now, kept] = await Promise.all([investigate(ports, facts), keptOf(store, facts)]);
  return {
    target: facts.target,
    status: facts.status,
    ...(now === undefined ? {} : { now }),
    ...(kept === undefined ? {} : { kept }),
  };
}

async function keptOf(store: Store, facts: DeploymentFacts): Promise<Diagnosis | undefined> {
  const { items } = await store.attempts(facts.target);
  return items.find(({ subject }) => {
    if (subject.on !== 'deployment') return false;
    const { id, startedAtMs } = subject.deployment;
    return id !== '' && facts.id !== '' ? id === facts.id : startedAtMs === facts.startedAtMs;
  })?.diagnosis;
}

/** For a terminal: the target, and what was found now and before. */
export function describeDiagnosed({ target, status, now, kept }: Diagnosed): readonly string[] {
  const nothing = ['nothing was found about why it would fail or hang'];
  const found = [
    ...(now === undefined ? [] : [visibleDetails(now.text)]),
    ...(kept === undefined ? [] : keptLines(kept)),
  ];
  return [visibleText(`${target}  ${status}`), ...(found.length === 0 ? nothing : found)];
}

function keptLines({ atMs, part, text }: Diagnosis): readonly string[] {
  const where = part === undefined ? '' : ` in ${part}`;
  return [visibleText(`kept by the bot${where} at ${new Date(atMs).toISOString()}:`), visibleDetails(text)];
}

/** Only the error's name and what to do: the SDK's own messages can contain endpoints and key ids. */
export function explainDiagnosisFailure(error: unknown, { name, isLocal }: ChosenTable): string {
  if (isAboutTheName(error)) return error.publicMessage;
  if (error instanceof ProviderUnavailable) return error.message;
  const what = `there is no diagnosis (${errorName(error)})`;
  return isLocal
    ? `${what}; is the local cloud running ("proton-bot local")?`
    : `${what}; check Region, credentials and the table ${name}`;
}
