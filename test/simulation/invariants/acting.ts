import type { AuditEvent } from '../../../src/lib/model/audit-event.ts';
import type { ActionType, Actor, Claim } from '../../../src/lib/model/claim.ts';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { recheckAfterMs } from '../../../src/lib/model/item-changes.ts';
import type { PersonRequest } from '../../../src/lib/model/request.ts';
import { endedUnseenStatus, nameOf, statusOf } from '../../../src/lib/model/statuses.ts';
import type { DeploymentFacts } from '../../../src/lib/model/subject.ts';
import type { TrueAttempt, World } from '../../../src/simulation/index.ts';
import { deadlineAfterMs, greatestSkewMs, longestTypedAgeMs } from '../histories/history.ts';
import { acceptedCalls, claimsFor, type Outcome } from '../histories/outcome.ts';
import { answerUrl } from '../scenarios/common.ts';
import { trustedAccount } from '../scenarios/rules.ts';
import { isRaised, steeredOf } from '../scenarios/steered.ts';
import { checkCallsOfClaims, checkGivenUp } from './calls-of-claims.ts';
import { type Findings, type Invariant, invariant } from './invariant.ts';

const sweepMs = 60_000;
/** What one fault may cost: the lease of whoever died, and the wait for the sweep after it. */
const faultMs = claimLeaseMs + sweepMs;
/** What went wrong so long before something was due has been made up for by then. */
const madeUpForMs = 4 * 60_000;
/** A hint that the queue delivers late. */
const lateMs = 90_000;

function claimsOf(item: Item | undefined): readonly Claim[] {
  return Object.values(item?.claims ?? {});
}

const steeringCommands: ReadonlySet<string> = new Set(['hold', 'release', 'stop-rules', 'resume-rules']);

function steeringRequests({ requests }: World) {
  return [...requests.values()].filter(
    ({ request: { interaction } }) => interaction.type === 'command' && steeringCommands.has(interaction.command.name),
  );
}

/** From when on no hold stood and no rule was stopped; infinity where one still is. */
function freedAt(world: World): number {
  const { controls } = world.table;
  const isOpen = ({ untilMs = Infinity }: { readonly untilMs?: number }) => untilMs > world.clock.now() - 60_000;
  if (controls?.killSwitch !== undefined || controls?.holds.some(isOpen)) return Infinity;
  const ends = world.chat.answers.flatMap(({ answer }) => (answer.kind === 'held' ? (answer.hold.untilMs ?? 0) : 0));
  const { lastAtMs } = steeredOf(world);
  if (isLowered(world)) return Infinity;
  return Math.max(lastAtMs, ...ends, ...steeringRequests(world).map((asked) => doneAt(world, asked)));
}

/** Whether the rule that acts on what is stuck does less than its file says, or nobody acts at all, in the end. */
function isLowered({ table: { controls }, builds, options }: World): boolean {
  const build = builds.at(-1) ?? '';
  const { hash } = options.rulesOf?.(build) ?? options.rules;
  const isBuildInForce = controls?.buildInForce === undefined || controls.buildInForce === build;
  const override = controls?.modeOverrides.find(({ rule, rulesHash }) => rule === 'cancel-stuck' && rulesHash === hash);
  return !isBuildInForce || (override !== undefined && override.mode !== 'enforce');
}

/** When a person was told what came of a request; its last delivery where they never were. */
function doneAt({ chat }: World, { request, lastAtMs }: ReturnType<typeof steeringRequests>[number]): number {
  const told = chat.answers.find(({ responseUrl }) => responseUrl === answerUrl(request.id));
  return told?.atMs ?? lastAtMs;
}

/** What people have approved is not for the rules' deadline. */
function isApproved({ question, attempts }: Claim): boolean {
  return question !== undefined && attempts > 0;
}

/** What people have let a rule do that may do less by its file. */
function isByRaisedRule({ actor }: Claim, world: World): boolean {
  return actor.type === 'rule' && actor.rule !== 'cancel-stuck' && isRaised(world, actor.rule, ['approve', 'enforce']);
}

/** A part is cancelled as soon as it is seen, and what it is a part of for it. */
function isForPart({ actor }: Claim): boolean {
  return isOfRule(actor, 'cancel-part');
}

function isOfRule(actor: Actor, rule: string): boolean {
  return actor.type === 'rule' && actor.rule === rule;
}

function isByPerson({ actor }: Claim): boolean {
  return actor.type === 'person';
}

/** The accepted cancels, each with the attempt that it hit, the cancel claims for it, and the attempts that these lie on. */
function cancelsOf(outcome: Outcome) {
  return acceptedCalls(outcome)
    .filter(({ operation }) => operation.startsWith('Cancel'))
    .map((call) => {
      const hit = outcome.attempts.find(({ id }) => id === call.hit);
      const owned = (hit === undefined ? [] : claimsFor(outcome, hit)).filter(({ claim }) => claim.action === 'cancel');
      // A claim that is withdrawn after its call loses its question: what counts is what it was when the call was made.
      const called = outcome.world.performed.findLast(
        ({ action, atMs, subject }) =>
          action === 'cancel' && atMs <= call.atMs && subject.on === 'deployment' && isAbout(subject.deployment, hit),
      );
      const decidedOn = outcome.attempts.filter((attempt) => {
        const item = outcome.itemOf(attempt);
        return attempt === hit || owned.some((one) => one.item === item);
      });
      return { call, hit, claims: [...owned.map(({ claim }) => claim), ...(called?.claims ?? [])], decidedOn };
    });
}

function isAbout({ id, target }: DeploymentFacts, hit: TrueAttempt | undefined): boolean {
  return hit !== undefined && target === hit.target && id === (hit.attemptId ?? hit.id);
}

/** The claims for the attempt, or for the connection, that a call meant. */
function claimsMeant(outcome: Outcome, aimed: string): readonly Claim[] {
  const attempt = outcome.attempts.find(({ id }) => id === aimed);
  if (attempt !== undefined) return claimsFor(outcome, attempt).map(({ claim }) => claim);
  const isMeant = ({ subject }: Item) => subject.on === 'connection' && subject.connection.id === aimed;
  return claimsOf(outcome.items.find((item) => isMeant(item)));
}

/** The item of an attempt, and those of other runs under its id: the run that was meant may look like another one since. */
function itemsAbout({ items, itemOf }: Outcome, attempt: TrueAttempt): readonly (Item | undefined)[] {
  const { attemptId } = attempt;
  const isSame = ({ subject }: Item) => subject.on === 'deployment' && subject.deployment.id === attemptId;
  return [itemOf(attempt), ...(attemptId === undefined ? [] : items.filter((item) => isSame(item)))];
}

function isClaimed(item: Item | undefined, wanted: ActionType): boolean {
  return claimsOf(item).some(({ action }) => action === wanted);
}

/** That something came of a claim; or that the rule which would act must ask people, for what no rule does unasked. */
function isTelling({ what }: AuditEvent, actor: Actor): boolean {
  return what === 'settled' || (what === 'approvalAsked' && actor.type === 'rule' && actor.rule === 'cancel-stuck');
}

/** Whether a rule could not have acted yet, by any clock. */
function isTooEarly(outcome: Outcome, atMs: number, attempt: TrueAttempt): boolean {
  return outcome.clocks !== 'jumping' && atMs + greatestSkewMs <= attempt.startedAtMs + deadlineAfterMs;
}

/** A person's request that first reached the bot when it was too old: nothing may come of it. */
function isTooOld({ request, firstAtMs }: { readonly request: PersonRequest; readonly firstAtMs: number }): boolean {
  return firstAtMs - request.receivedAtMs > longestTypedAgeMs + greatestSkewMs;
}

/**
 * Of a whole and its parts, one is acted on. The limit: a part that began so late that the whole's fence need not have seen it may
 * be cancelled too, and is told by itself.
 */
function checkStories(outcome: Outcome, findings: Findings): void {
  if (!outcome.callsNameAttempts || outcome.partsMayBeMissed) return;
  const isHit = (attempt: TrueAttempt | undefined) =>
    attempt !== undefined && acceptedCalls(outcome).some(({ hit }) => hit === attempt.id);
  for (const part of outcome.attempts) {
    const whole = outcome.attempts.find(({ id }) => id === part.partOf);
    if (whole === undefined || !isHit(whole)) continue;
    const fences = outcome.world.performed.filter(
      ({ subject }) => subject.on === 'deployment' && subject.deployment.template === whole.id,
    );
    const begunAtMs = part.begunAtMs ?? part.startedAtMs;
    const isSeen = fences.every(
      ({ truthAskedAtMs, shownParts }) =>
        begunAtMs < truthAskedAtMs - outcome.readLagMs || shownParts.includes(part.attemptId ?? part.id),
    );
    // A part of which nobody saw that it was being stopped, nor how it ended, cannot keep the whole from anything.
    const own = outcome.itemOf(part);
    const isUnseen = own === undefined || (statusOf(own.subject) === endedUnseenStatus && !wasSeenStopping(own));
    findings.expect(
      !isSeen || isUnseen || !isHit(part),
      () => `${whole.id} and its part ${part.id} were both acted on`,
    );
  }
}

function wasSeenStopping({ history }: Item): boolean {
  return history.some(({ event }) => event.what === 'observed' && event.status === stoppingStatus);
}

/** As the only back end says it that has parts. */
const stoppingStatus = 'CANCELLING';

/**
 * By when something is done about what fell due. What waits on purpose by then, or is rolled back, is not stuck; when it goes on it is
 * as if it had just become due.
 */
function latestAction({ notStuck = [] }: TrueAttempt, dueAtMs: number, takesMs: number): number {
  return notStuck.reduce(
    (latestMs, { fromMs, untilMs = Infinity }) =>
      fromMs <= latestMs ? Math.max(latestMs, untilMs + takesMs) : latestMs,
    dueAtMs + takesMs,
  );
}

/** A mode that lets a rule do less counts from the moment at which whoever asked for it was told so. */
function checkLoweredModes(world: World, findings: Findings): void {
  for (const { claims, build, order, controlsAskedAt = order } of world.performed) {
    for (const { actor, question } of claims) {
      if (actor.type !== 'rule') continue;
      const begun = steeredOf(world).modes.filter(({ begunAt }) => begunAt < order);
      const [one, another] = begun.filter(({ rule }) => rule === actor.rule);
      const { hash } = world.options.rulesOf?.(build) ?? world.options.rules;
      const isKnown = one?.doneAt !== undefined && one.doneAt < controlsAskedAt;
      // Of several at once, the later one counts: which that is only the controls know.
      if (another !== undefined || !isKnown || one.rulesHash !== hash) continue;
      // It ends with the rules that it was set for, at the latest when something is changed by others.
      if (begun.some(({ rulesHash }) => rulesHash !== hash)) continue;
      const isMeant = one.mode === 'enforce' || (one.mode === 'approve' && question !== undefined);
      findings.expect(isMeant, () => `${actor.rule} acted, and its mode was set to ${one.mode}`);
    }
  }
}

/** That people let a question pass, or said no, is not what became of the deadline. */
function isUnanswered(event: AuditEvent, actor: Actor): boolean {
  return event.what === 'settled' && isOfRule(actor, 'cancel-when-approved') && unanswered.has(event.outcome);
}

const unanswered: ReadonlySet<string> = new Set(['expired', 'declined', 'outdated']);

/**
 * From when on what is told may be about this attempt: its beginning. What goes on under its id within one step of the provider's
 * starts cannot be told from the run before.
 */
function firstKnownAs({ attempts }: Outcome, attempt: TrueAttempt): number {
  const isSame = (one: TrueAttempt) =>
    one.attemptId !== undefined && one.attemptId === attempt.attemptId && one.startedAtMs === attempt.startedAtMs;
  const begins = attempts.filter((one) => one === attempt || isSame(one)).map((one) => one.begunAtMs ?? 0);
  return Math.min(...begins);
}

/** What an attempt is taken as a part of. Where it names only a target, of several side by side each may be what drives it. */
function wholesOf({ attempts }: Outcome, { partOf, namesOnlyTarget = false }: TrueAttempt): readonly TrueAttempt[] {
  const whole = attempts.find(({ id }) => id === partOf);
  if (whole === undefined || !namesOnlyTarget) return whole === undefined ? [] : [whole];
  return attempts.filter(({ target }) => target === whole.target);
}

export const actingInvariants: readonly Invariant[] = [
  invariant('I1', 'no attempt other than the one decided on is acted on', (outcome, findings) => {
    for (const { subject, action, withoutFence } of outcome.world.performed) {
      findings.expect(withoutFence === undefined, () => `${action} of ${nameOf(subject)}: ${withoutFence}`);
    }
    for (const claim of outcome.items.flatMap((item) => claimsOf(item))) {
      const asked = claim.actor.type === 'person' ? outcome.world.requests.get(claim.actor.requestId) : undefined;
      if (asked === undefined || outcome.clocks === 'jumping') continue;
      findings.expect(!isTooOld(asked), () => `${claim.action} was claimed for a request that came too late`);
    }
    for (const { call, hit, claims, decidedOn } of cancelsOf(outcome)) {
      if (!outcome.callsNameAttempts) {
        // A call that names a target may hit whatever is there by now: what it meant was decided on all the same.
        const meant = outcome.attempts.find(({ id }) => id === call.aimed);
        const claimed = meant !== undefined && itemsAbout(outcome, meant).some((item) => isClaimed(item, 'cancel'));
        findings.expect(claimed, () => `a cancel for ${call.aimed}, which nobody decided on`);
        continue;
      }
      findings.expect(hit !== undefined && call.aimed === call.hit, () => `meant ${call.aimed}, hit ${call.hit}`);
      findings.expect(claims.length > 0, () => `${call.hit} was cancelled, and nobody had claimed it`);
      const isAllowed = (claim: Claim) =>
        isByPerson(claim) || isForPart(claim) || isApproved(claim) || isByRaisedRule(claim, outcome.world);
      if (hit === undefined || claims.some((claim) => isAllowed(claim))) continue;
      const isEarly = decidedOn.every((attempt) => isTooEarly(outcome, call.atMs, attempt));
      findings.expect(!isEarly, () => `${call.hit} was cancelled before its deadline`);
    }
  }),

  invariant('I2', 'at most one accepted action per attempt and rule', (outcome, findings) => {
    findings.exercised += outcome.operations.exercised;
    findings.problems.push(...outcome.operations.problems);
    const accepted = new Map<string, number>();
    const made = new Map<string, number>();
    for (const call of outcome.acting) {
      const key = `${call.operation} ${call.aimed}`;
      made.set(key, (made.get(key) ?? 0) + 1);
      if (call.error === undefined) accepted.set(key, (accepted.get(key) ?? 0) + 1);
    }
    const { injected } = outcome.world.faults;
    // A lease is no better than the clock it is read from: one that jumps may let a call be made beside one that is late.
    const mostAccepted = outcome.clocks === 'jumping' ? 1 + injected : 1;
    for (const [key, count] of accepted) {
      findings.expect(count <= mostAccepted, () => `${key} was accepted ${count} times`);
    }
    checkStories(outcome, findings);
    checkCallsOfClaims(outcome.world, findings);
    if (outcome.clocks !== 'jumping') checkGivenUp(outcome, findings);
    // Each who claimed it may call once, and once more for each call that was lost, failed or turned away.
    for (const [key, count] of made) {
      const claims = claimsMeant(outcome, key.split(' ')[1] ?? '').length;
      const most = Math.max(1, claims) + injected;
      findings.expect(
        count <= most,
        () => `${key} was called ${count} times, with ${claims} claims, ${injected} faults`,
      );
    }
  }),

  invariant(
    'I3',
    'every in-progress attempt past its deadline is acted on, or its not being acted on is told, in time',
    (outcome, findings) => {
      if (outcome.clocks === 'jumping') return;
      const { world } = outcome;
      const { events } = world.options.faults;
      const boundMs =
        sweepMs +
        ([...events.values()].includes('late') ? lateMs : 0) +
        greatestSkewMs +
        outcome.lateByMs +
        outcome.outageMs;
      const freeFromMs = freedAt(world);
      for (const attempt of outcome.attempts) {
        const endMs = attempt.endedAtMs ?? world.clock.now();
        const dueAfterMs = outcome.deadlineOf(attempt);
        if (endMs - attempt.startedAtMs <= dueAfterMs) continue;
        // What is on hold waits; from its release on it is as if it had just become due.
        const dueAtMs = Math.max(attempt.startedAtMs + dueAfterMs, attempt.begunAtMs ?? 0, freeFromMs + recheckAfterMs);
        const isInTheWay = (atMs: number) => world.options.startMs + atMs > dueAtMs - madeUpForMs;
        const costMs = world.faults.costlyAtMs.filter((atMs) => isInTheWay(atMs)).length * faultMs;
        const untilMs = latestAction(attempt, dueAtMs, boundMs + costMs);
        const inTime = (atMs: number) => atMs <= untilMs;
        // What is part of another one is acted on with that, and told there; and what has parts, at one of them.
        const wholes = wholesOf(outcome, attempt);
        const parts = outcome.attempts.filter((one) => wholesOf(outcome, one).includes(attempt));
        const places = new Set([attempt, ...wholes, ...parts].map(({ id }) => id));
        const isActedOn = acceptedCalls(outcome).some(
          ({ hit, atMs }) => hit !== undefined && places.has(hit) && inTime(atMs),
        );
        const isTold = [attempt, ...wholes].some((one) =>
          outcome
            .itemOf(one)
            ?.history.some(
              ({ event, actor, atMs }) =>
                isTelling(event, actor) &&
                inTime(atMs) &&
                !isUnanswered(event, actor) &&
                (atMs >= firstKnownAs(outcome, attempt) || one !== attempt) &&
                (one === attempt || isOfRule(actor, 'cancel-part')),
            ),
        );
        const isOver = endMs <= untilMs;
        findings.expect(isOver || isActedOn || isTold, () => `nothing was done about ${JSON.stringify(attempt)}`);
      }
    },
  ),

  invariant(
    'I4',
    'a connection from an account not on the list is never accepted without a permitted human',
    (outcome, findings) => {
      for (const item of outcome.items) {
        if (item.subject.on !== 'connection') continue;
        const { environmentAccountId, status } = item.subject.connection;
        if (environmentAccountId === trustedAccount) continue;
        const accepts = claimsOf(item).filter(({ action }) => action === 'accept');
        const name = nameOf(item.subject);
        findings.expect(accepts.every(isByPerson), () => `a rule accepted ${name}`);
        const mayBeAccepted = outcome.people === 'permitted' && accepts.length > 0;
        findings.expect(status !== 'CONNECTED' || mayBeAccepted, () => `${name} is connected, and nobody may have`);
        findings.expect(outcome.people === 'permitted' || accepts.length === 0, () => `${name} was claimed`);
      }
    },
  ),

  invariant('I6', 'a rule that fails to evaluate never acts, and is told', ({ world, items, brokenKind }, findings) => {
    for (const item of items) {
      const isActor = claimsOf(item).some(({ actor }) => actor.type === 'rule' && actor.rule === 'cannot-be-evaluated');
      findings.expect(!isActor, () => `a rule that cannot be evaluated acted on ${item.key.target}`);
      if (item.subject.on !== 'deployment' || item.subject.deployment.kind !== brokenKind) continue;
      // Seen only while no build was in force that runs: then nobody has decided about it.
      if (item.rulesHash === '') continue;
      const failures = item.history.filter(({ event }) => event.what === 'decided' && event.verdict === 'error').length;
      // Where the modes of all rules change, each is decided on anew.
      const { deploys, modes } = steeredOf(world);
      const most = 1 + steeringRequests(world).length + deploys + modes.length;
      findings.expect(
        failures >= 1 && failures <= most,
        () => `${item.key.target} was told of ${failures} failures of its rule`,
      );
    }
  }),

  invariant('I7', 'shadow rules never call a mutating API', (outcome, findings) => {
    for (const item of outcome.items) {
      const hasFired = item.history.some(
        ({ event }) => event.what === 'decided' && event.verdict === 'fired' && event.mode === 'shadow',
      );
      if (!hasFired) continue;
      const isActor = claimsOf(item).some(
        ({ actor }) => actor.type === 'rule' && actor.rule === 'cancel-early-on-paper',
      );
      if (isRaised(outcome.world, 'cancel-early-on-paper', ['approve', 'enforce'])) continue;
      findings.expect(!isActor, () => `a rule in shadow acted on ${item.key.target}`);
    }
    for (const { call, hit, claims, decidedOn } of cancelsOf(outcome)) {
      const isAllowed = claims.some(
        (claim) => isByPerson(claim) || isForPart(claim) || isApproved(claim) || isByRaisedRule(claim, outcome.world),
      );
      if (hit === undefined || isAllowed || !outcome.callsNameAttempts) continue;
      const isEarly = decidedOn.every((attempt) => isTooEarly(outcome, call.atMs, attempt));
      findings.expect(!isEarly, () => `${call.hit} was cancelled by a rule in shadow`);
    }
    checkLoweredModes(outcome.world, findings);
  }),
];
