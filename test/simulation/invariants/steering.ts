import { targetOf } from '../../../src/lib/model/statuses.ts';
import type { Subject } from '../../../src/lib/model/subject.ts';
import type { World } from '../../../src/simulation/index.ts';
import { greatestSkewMs } from '../histories/history.ts';
import type { Outcome } from '../histories/outcome.ts';
import { answerUrl } from '../scenarios/common.ts';
import { peopleToApprove } from '../scenarios/rules.ts';
import { isRaised, steeredOf } from '../scenarios/steered.ts';
import { type Invariant, invariant } from './invariant.ts';

/** A hold as its author was told of it. */
interface ConfirmedHold {
  /** Whether a call that was begun before may still come. */
  readonly mayBeOnItsWay: boolean;
  readonly id: string;
  readonly target: string | undefined;
  readonly untilMs: number;
  /** When the author was told, by the world's count. */
  readonly from: number;
  /** When its release was first asked for; infinity where it never was. */
  readonly until: number;
}

/** Holds whose authors were told of them. */
function confirmedHolds(world: World): readonly ConfirmedHold[] {
  return world.chat.answers.flatMap(({ answer, order }) => {
    if (answer.kind !== 'held') return [];
    const { id, target, untilMs = Infinity } = answer.hold;
    const mayBeOnItsWay = answer.onItsWay.length > 0;
    return [{ id, target, untilMs, mayBeOnItsWay, from: order, until: releaseOf(world, id) }];
  });
}

function releaseOf({ requests }: World, holdId: string): number {
  for (const { request, order } of requests.values()) {
    const { interaction } = request;
    if (
      interaction.type === 'command' &&
      interaction.command.name === 'release' &&
      interaction.command['id'] === holdId
    )
      return order;
  }
  return Infinity;
}

/** The patterns of the histories are all about environments that begin with "prod". */
function isHeldBy({ target }: ConfirmedHold, subject: Subject): boolean {
  if (target !== undefined) return target === targetOf(subject);
  return subject.on === 'deployment' && subject.deployment.environment.startsWith('prod');
}

/** Whether the kill switch was thrown, and known to be, when the controls were asked for, and nobody lifted it since. */
function isStopped({ chat, requests }: World, at: number, order: number): boolean {
  const isAnswered = chat.answers.some(
    ({ answer, order: told }) => answer.kind === 'rules' && answer.state === 'stopped' && told < at,
  );
  const isLifted = [...requests.values()].some(
    ({ request: { interaction }, order: asked }) =>
      interaction.type === 'command' && interaction.command.name === 'resume-rules' && asked < order,
  );
  return isAnswered && !isLifted;
}

/** Whether a rule may act by itself: by its file, or because somebody let it who had not asked for that. */
function isOwnMode(world: World, rule: string, order: number): boolean {
  const isByFile = rule !== 'cancel-when-approved' && rule !== 'cancel-early-on-paper';
  return isByFile || isRaised(world, rule, ['enforce'], order);
}

/** The people who said yes to a question. */
function approversOf({ requests }: World, questionId: string): ReadonlySet<string> {
  return new Set(
    [...requests.values()].flatMap(({ request: { interaction, userId } }) =>
      interaction.type === 'reply' && interaction.answer === 'approve' && interaction.questionId === questionId
        ? [userId]
        : [],
    ),
  );
}

export const steeringInvariants: readonly Invariant[] = [
  invariant(
    'I10',
    'nothing acts on what is on hold, if the hold was confirmed to its author before the fence read it',
    ({ world, clocks }, findings) => {
      const holds = confirmedHolds(world);
      for (const { subject, item, action, controlsAskedAt, order, atMs, claims } of world.performed) {
        // What the call names, and what it is a part of.
        const subjects = [subject, ...(item === undefined ? [] : [item.subject])];
        for (const hold of holds) {
          const hasEnded = atMs + 2 * greatestSkewMs >= hold.untilMs || hold.until < order;
          if (!subjects.some((one) => isHeldBy(hold, one)) || hasEnded || clocks === 'jumping') continue;
          // Overridden is what stood when that was asked for; a later hold stops it all the same.
          if (claims.length > 0 && claims.every(({ overrides }) => overrides?.includes(hold.id))) continue;
          // Nothing was on its way: nothing is sent from then on. Else only what had passed its fence before.
          const wasFenced = controlsAskedAt !== undefined && controlsAskedAt < hold.from;
          const isBefore = order < hold.from || (hold.mayBeOnItsWay && wasFenced);
          findings.expect(isBefore, () => `${action} of ${targetOf(subject)}, on hold by ${hold.id}`);
        }
        const isByRule = claims.some(({ actor }) => actor.type === 'rule');
        const isMeant = isByRule && isStopped(world, controlsAskedAt ?? order, order);
        findings.expect(!isMeant, () => `${action} of ${targetOf(subject)} by a rule, with all rules stopped`);
      }
      checkBuilds(world, findings);
      checkHoldsAtEnd(world, holds, clocks, findings);
    },
  ),

  invariant(
    'I11',
    'nothing that needs an approval is done without it, by the approval of too few, or after its expiry',
    (outcome, findings) => {
      const { world, clocks, people } = outcome;
      for (const { claims, atMs, order, build } of world.performed) {
        for (const { actor, question } of claims) {
          if (question !== undefined && actor.type === 'rule') {
            const { document } = world.options.rulesOf?.(build) ?? world.options.rules;
            const hash = document.rules.find(({ name }) => name === actor.rule)?.hash;
            findings.expect(hash === question.ruleHash, () => `${actor.rule} reads otherwise than what was approved`);
          }
          if (actor.type !== 'rule' || (question === undefined && isOwnMode(world, actor.rule, order))) continue;
          const approvers = question === undefined ? new Set<string>() : approversOf(world, question.id);
          const needed = actor.rule === 'cancel-when-approved' ? peopleToApprove : (question?.people ?? 1);
          findings.expect(
            people === 'permitted' && approvers.size >= needed,
            () => `done with the approval of ${[...approvers].join() || 'nobody'}`,
          );
          if (clocks === 'jumping' || question === undefined) continue;
          findings.expect(
            atMs + greatestSkewMs < question.expiresAtMs,
            () => `sent ${atMs + greatestSkewMs - question.expiresAtMs} ms after its expiry by a clock`,
          );
        }
      }
      checkQuestionsAtEnd(outcome, findings);
    },
  ),
];

/** A build acts only where no other was in force, and known to be, when its fence asked for the controls. */
function checkBuilds(world: World, findings: Findings): void {
  for (const { action, subject, build, order, controlsAskedAt = order } of world.performed) {
    const begun = steeredOf(world).inForce.filter(({ begunAt }) => begunAt < order);
    const last = begun.at(-1);
    if (last === undefined || begun.some(({ doneAt }) => doneAt > controlsAskedAt)) continue;
    findings.expect(
      last.build === build,
      () => `${action} of ${targetOf(subject)} by ${build}, with ${last.build} in force`,
    );
  }
}

type Findings = Parameters<Parameters<typeof invariant>[2]>[1];

/** A hold stands until it is released or ends, whatever others do; what was released never stands again. */
function checkHoldsAtEnd(
  world: World,
  holds: readonly ConfirmedHold[],
  clocks: Outcome['clocks'],
  findings: Findings,
): void {
  const standing = new Set(world.table.controls?.holds.map(({ id }) => id));
  for (const { id, until, untilMs } of holds) {
    if (until !== Infinity || untilMs !== Infinity) continue;
    findings.expect(standing.has(id), () => `the hold ${id} was confirmed, never released, and does not stand`);
  }
  if (clocks === 'jumping') return;
  for (const { responseUrl, answer } of world.chat.answers) {
    if (answer.kind !== 'released' || answer.name === undefined) continue;
    findings.expect(!standing.has(answer.id), () => `the hold ${answer.id} was released (${responseUrl}), and stands`);
  }
}

/** Whoever declined was heard; whom nobody answered is told that it is over. */
function checkQuestionsAtEnd({ world, items }: Outcome, findings: Findings): void {
  const nowMs = world.clock.now();
  for (const { key, claims } of items) {
    for (const { question, state } of Object.values(claims)) {
      if (question === undefined || state !== 'awaitingApproval') continue;
      // By the next look after its expiry, and a sweep.
      const isOverdue = nowMs > question.expiresAtMs + 4 * 60_000;
      findings.expect(!isOverdue, () => `${key.target} ${key.attempt}: a question waits after its expiry`);
    }
  }
  for (const { request } of world.requests.values()) {
    const { interaction } = request;
    if (interaction.type !== 'reply' || interaction.answer !== 'decline') continue;
    const isDeclined = world.chat.answers.some(
      ({ responseUrl, answer }) =>
        responseUrl === answerUrl(request.id) && answer.kind === 'approval' && answer.result === 'declined',
    );
    if (!isDeclined) continue;
    const claim = items
      .flatMap(({ claims }) => Object.values(claims))
      .find(({ question }) => question?.id === interaction.questionId);
    findings.expect(claim?.outcome === 'declined', () => `"declined" was answered, and it is ${claim?.outcome}`);
  }
}
