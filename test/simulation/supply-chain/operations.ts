import type { Answer, PersonRequest } from '../../../src/lib/model/request.ts';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import type { World } from '../../../src/simulation/index.ts';
import { greatestSkewMs, longestTypedAgeMs, type People } from '../histories/history.ts';
import { answerUrl } from '../scenarios/common.ts';
import type { OperationCall, SupplyChainBackEnd } from './back-end.ts';

/** What a person asked for, and when it reached the bot. */
interface Asked {
  readonly id: string;
  readonly request: PersonRequest;
  readonly operation: ResourceOperation;
  /** Whether anything may come of it. */
  readonly mayBeDone: boolean;
}

/** What a request that was begun in time may still do. */
const longestFinishingMs = 60 * 60_000;

/**
 * Every instance was made and deleted because somebody asked for it, who may, and not too late; once for each who asked,
 * however often it was delivered; and what each of them was told is so.
 */
export function problemsOfOperations(
  world: World<SupplyChainBackEnd>,
  people: People,
): { readonly problems: readonly string[]; readonly exercised: number } {
  const asked = askedIn(world, people);
  const calls = world.backEnd.calls.filter(({ error }) => error === undefined);
  const problems = [
    ...asked.flatMap((one) => problemsOfCreation(world, one, calls)),
    ...problemsOfRecreations(asked, calls),
    ...problemsOfDeletions(world, asked, calls),
  ];
  return { problems, exercised: asked.length };
}

function askedIn({ requests }: World, people: People): readonly Asked[] {
  return [...requests].flatMap(([id, { request, firstAtMs }]) => {
    if (request.interaction.type !== 'operation') return [];
    const isInTime = firstAtMs - request.receivedAtMs <= longestTypedAgeMs + greatestSkewMs;
    const { operation } = request.interaction;
    return [{ id, request, operation, mayBeDone: people !== 'nobodyPermitted' && isInTime }];
  });
}

function answersTo({ chat }: World, id: string): readonly Answer[] {
  return chat.answers.flatMap(({ responseUrl, answer }) => (responseUrl === answerUrl(id) ? [answer] : []));
}

/** After these, nothing was done. */
const noes: ReadonlySet<Answer['kind']> = new Set(['operationRefused', 'notFound', 'refused', 'tooOld', 'failed']);

function problemsOfCreation(world: World, { id, operation, mayBeDone }: Asked, calls: readonly OperationCall[]) {
  if (operation.kind !== 'create') return [];
  const interaction = operation.fields['instanceDescription'];
  const made = new Set(
    calls.flatMap(({ operation: called, input, instanceId }) => {
      const isThis =
        called === 'CreateInstance' && input['instanceDescription'] === interaction && !isRecreation(input);
      return isThis && instanceId !== undefined ? [instanceId] : [];
    }),
  );
  const problems: string[] = [];
  if (made.size > (mayBeDone ? 1 : 0)) problems.push(`the interaction ${id} made ${made.size} instances`);
  for (const answer of answersTo(world, id)) {
    const { kind } = answer;
    if (kind === 'operationAccepted' && made.size === 0)
      problems.push(`${id} was told of an instance that is not there`);
    // While one call is refused, an earlier one may still be on its way, and land when what stood in its way is gone.
    const isToldOfEarlierCall = kind === 'operationRefused' && answer.wasCalledBefore === true;
    if (noes.has(kind) && made.size > 0 && !isToldOfEarlierCall)
      problems.push(`${id} was told "${kind}", and an instance was made`);
  }
  return problems;
}

function isRecreation(input: OperationCall['input']): boolean {
  return String(input['clientToken']).startsWith('recreate-');
}

function problemsOfRecreations(asked: readonly Asked[], calls: readonly OperationCall[]): readonly string[] {
  const made = new Map<string, Set<string>>();
  for (const { operation, input, instanceId } of calls) {
    if (operation !== 'CreateInstance' || !isRecreation(input) || instanceId === undefined) continue;
    const token = String(input['clientToken']);
    made.set(token, (made.get(token) ?? new Set()).add(instanceId));
  }
  const wishes = asked.filter(({ operation, mayBeDone }) => operation.kind === 'recreate' && mayBeDone).length;
  const problems = [...made].flatMap(([token, instances]) =>
    instances.size > 1 ? [`${token} made ${instances.size} instances`] : [],
  );
  return made.size > wishes ? [...problems, `${made.size} instances were made again for ${wishes} wishes`] : problems;
}

/** A name may mean another instance by now: of each name there were no more deletions than wishes that were in time. */
function problemsOfDeletions(
  { backEnd }: World<SupplyChainBackEnd>,
  asked: readonly Asked[],
  calls: readonly OperationCall[],
): readonly string[] {
  const problems: string[] = [];
  const deleted = new Map<string, Set<string>>();
  for (const { operation, atMs, input, isNew } of calls) {
    if (operation !== 'DeleteInstance' || !isNew) continue;
    const instanceId = String(input['instanceId']);
    const name = backEnd.instanceNamesById.get(instanceId) ?? '';
    deleted.set(name, (deleted.get(name) ?? new Set()).add(instanceId));
    const isWanted = asked.some(
      ({ operation: interaction, request, mayBeDone }) =>
        mayBeDone &&
        interaction.kind !== 'create' &&
        interaction.name === name &&
        atMs >= request.receivedAtMs &&
        atMs <= request.receivedAtMs + longestFinishingMs,
    );
    if (!isWanted) problems.push(`${name} (${instanceId}) was deleted, and nobody wanted that`);
  }
  for (const [name, instances] of deleted) {
    const wishes = asked.filter(
      ({ operation, mayBeDone }) => mayBeDone && operation.kind !== 'create' && operation.name === name,
    ).length;
    if (instances.size > wishes)
      problems.push(`${instances.size} instances called ${name} were deleted for ${wishes} wishes`);
  }
  return problems;
}
