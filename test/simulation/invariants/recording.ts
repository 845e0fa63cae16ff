import type { HistoryEntry, Item } from '../../../src/lib/model/item.ts';
import { deletedStatus, endedUnseenStatus, statusOf } from '../../../src/lib/model/statuses.ts';
import type { World } from '../../../src/simulation/index.ts';
import { acceptedCalls, claimsFor, trailOf } from '../histories/outcome.ts';
import { channel, nobodyMay } from '../histories/run.ts';
import { answerUrl } from '../scenarios/common.ts';
import { alertOnFailures, escalatesAfterMs } from '../scenarios/rules.ts';
import { type Invariant, invariant } from './invariant.ts';

export const recordingInvariants: readonly Invariant[] = [
  invariant(
    'I5',
    'every recorded transition is in the history; the message ends at the latest state, and its thread holds them all',
    ({ world, items, messageOf, clocks }, findings) => {
      const { recordsLost, coverage } = world.faults;
      // A lease is no better than the clock it is read from: where one jumps, a post that takes long may overwrite a later one.
      const mayBeOverwritten = clocks === 'jumping' && (coverage.get('Slack show')?.injected.has('delay') ?? false);
      for (const id of new Set(world.notifications.map((notification) => notification.id))) {
        const times = world.chat.announced.filter(({ notification }) => notification.id === id).length;
        findings.expect(
          times >= 1 && times <= 1 + recordsLost,
          () => `the notification ${id} was posted ${times} times`,
        );
      }
      for (const item of items) {
        const key = `${item.key.target} ${item.key.attempt}`;
        // What is part of another attempt is told with that one; what is left of its own message points there.
        const home = rootIn(items, item);
        const messages = world.chat.of(channel, `${home.key.target} ${home.key.attempt}`);
        const current = messages.find((message) => message.ts === messageOf(home)?.ts);
        const own = item === home ? [] : world.chat.of(channel, key);
        const last = own.find((message) => message.ts === messageOf(item)?.ts);
        findings.expect(last === undefined || last.isPointer, () => `${key} is a part, and has a message of its own`);
        const status = statusOf(item.subject);
        const shown = current?.shown.get(key);
        findings.expect(
          (shown?.stateVersion === item.stateVersion && shown.status === status) ||
            (mayBeOverwritten && shown !== undefined && shown.stateVersion < item.stateVersion),
          () => `${key} is ${status} (${item.stateVersion}), shown as ${shown?.status} (${shown?.stateVersion})`,
        );
        const thread = current?.thread.filter((entry) => entry.key === key) ?? [];
        const threaded = new Set(thread.map((entry) => entry.stateVersion));
        const missing = item.history.filter(({ stateVersion }) => !threaded.has(stateVersion));
        findings.expect(missing.length === 0, () => `${key}: its thread lacks ${JSON.stringify(missing)}`);
        // Only a fault between the chat's answer and its record may double a message, and each only once.
        findings.expect(messages.length <= 1 + recordsLost, () => `${key} has ${messages.length} messages`);
        if (recordsLost === 0) {
          findings.expect(thread.length === threaded.size, () => `${key}: its thread says a thing twice`);
        }
        const alerts = world.chat.alerts.filter((alert) => alert.channel === channel && alert.key === key);
        const isPart = item !== home;
        for (const entry of item.history) {
          const times = alerts.filter(({ entries }) =>
            entries.some(({ stateVersion }) => stateVersion === entry.stateVersion),
          ).length;
          if (mustReachPeople(item, entry, isPart)) {
            findings.expect(times >= 1, () => `${key}: no alert in the channel of ${JSON.stringify(entry)}`);
          }
          findings.expect(times <= 1 + recordsLost, () => `${key}: ${times} alerts of ${JSON.stringify(entry)}`);
        }
        findings.problems.push(...problemsOfDirectMessages(world, item, key));
        // By number, not by time: the clocks of those who wrote may be apart.
        const observed = trailOf(world, item.key.target)
          .filter((entry) => entry.attempt === item.key.attempt)
          .toSorted((left, right) => left.id.localeCompare(right.id))
          // What is advised may change, and the state stay as it is: that is no transition.
          .flatMap(({ event }) =>
            event.what === 'observed' && event.status !== event.previousStatus ? [event.status] : [],
          );
        const history = item.history.flatMap(({ event }) => (event.what === 'observed' ? [event.status] : []));
        findings.expect(
          history.join() === observed.join(),
          () => `${key}: its history is ${history.join()}, its trail ${observed.join()}`,
        );
      }
    },
  ),

  invariant('I8', 'every decision, action, click and refusal is in the trail', (outcome, findings) => {
    const { world, items } = outcome;
    for (const item of items) {
      const key = `${item.key.target} ${item.key.attempt}`;
      const own = trailOf(world, item.key.target).filter(({ id }) => id.startsWith(`${item.key.attempt}~`));
      const numbers = own.map((entry) => Number(entry.id.split('~')[1])).sort((left, right) => left - right);
      const isWhole = numbers.length === item.trailCount && numbers.every((number, index) => number === index + 1);
      findings.expect(isWhole, () => `${key}: of ${item.trailCount} entries its trail has ${numbers.join()}`);
      findings.expect(item.outbox.length === 0, () => `${key}: ${item.outbox.length} entries were never sent`);
    }
    for (const { key, claims } of items) {
      const open = Object.entries(claims).filter(([, { state }]) => state === 'leased' || state === 'waiting');
      findings.expect(
        open.length === 0,
        () => `${key.target} ${key.attempt}: ${open.map(([name]) => name).join()} is open`,
      );
    }
    for (const call of acceptedCalls(outcome)) {
      const attempt = outcome.attempts.find(({ id }) => id === call.hit);
      const item =
        attempt === undefined
          ? items.find(({ subject }) => subject.on === 'connection' && subject.connection.id === call.aimed)
          : outcome.itemOf(attempt);
      const claimed = attempt === undefined ? [] : claimsFor(outcome, attempt).map((one) => one.item.key.target);
      const trail = [...new Set([item?.key.target ?? '', ...claimed])].flatMap((target) => trailOf(world, target));
      // Where it ended in spite of the cancel, or nobody can say how it ended, it is enough that something is told of it.
      const isUnseen = item === undefined || endsUnseen.has(statusOf(item.subject));
      // Where a clock jumps, a lease may lapse while its call is on its way: then others find it done.
      const isAnyTold =
        isUnseen || outcome.clocks === 'jumping' || (attempt !== undefined && attempt.status !== 'CANCELLED');
      const isTold = trail.some(({ event }) => event.what === 'settled' && (isAnyTold || isDone(event.outcome)));
      findings.expect(isTold || !outcome.callsNameAttempts, () => `the trail knows nothing of ${JSON.stringify(call)}`);
    }
    for (const [id, { deliveries }] of world.requests) {
      const times = world.chat.answers.filter(({ responseUrl }) => responseUrl === answerUrl(id)).length;
      findings.expect(times >= 1, () => `the request ${id} was never answered`);
      // Two deliveries at once may both tell; each tells once.
      findings.expect(times <= deliveries, () => `the request ${id} was answered ${times} times`);
    }
    for (const { request, answer } of operationsAnswered(world)) {
      if (answer.kind !== 'operationAccepted') continue;
      findings.expect(
        trailTargets(world).some((target) => trailOf(world, target).some(({ id }) => id === `ordered~${request.id}`)),
        () => `the trail knows nothing of ${JSON.stringify(request.interaction)}`,
      );
    }
    const isRefused = world.chat.answers.some(({ answer }) => answer.kind === 'refused' && answer.reason === nobodyMay);
    if (!isRefused) return;
    const refusals = trailTargets(world)
      .flatMap((target) => trailOf(world, target))
      .filter(({ event }) => isRefusal(event));
    findings.expect(refusals.length > 0, () => 'a refusal is not in the trail');
  }),

  invariant(
    'I9',
    'a terminal attempt never turns back, a live one is never marked ended, and none is ended by an older state',
    ({ items, wrongWrites }, findings) => {
      findings.exercised += items.length;
      findings.problems.push(...wrongWrites);
    },
  ),
];

/** What a failure may cost until it is said again: a sweep, a lease, and what the faults before it took. */
const escalationSlackMs = 4 * 60_000;

/** What the rule for failures says to people reaches each of them, and is said again in time where nobody is on it. */
function problemsOfDirectMessages(world: World, item: Item, key: string): readonly string[] {
  const { recordsLost } = world.faults;
  const problems: string[] = [];
  const ofRule = item.history.filter(
    ({ event }) =>
      (event.what === 'decided' || event.what === 'escalated') &&
      event.rule === alertOnFailures &&
      (event.what === 'escalated' || (event.verdict === 'fired' && event.mode !== 'shadow')),
  );
  for (const entry of ofRule) {
    const person = entry.event.what === 'decided' ? 'U0ON-CALL' : 'U0LEAD';
    const times = world.chat.alerts.filter(
      (alert) =>
        alert.channel === person &&
        alert.key === key &&
        alert.entries.some(({ stateVersion }) => stateVersion === entry.stateVersion),
    ).length;
    if (times < 1 || times > 1 + recordsLost)
      problems.push(`${key}: ${person} got ${times} of ${JSON.stringify(entry)}`);
  }
  const fired = ofRule.find(({ event }) => event.what === 'decided');
  const waitedMs = fired === undefined ? 0 : world.clock.now() - fired.atMs;
  const isEscalated = ofRule.some(({ event }) => event.what === 'escalated');
  if (waitedMs > escalatesAfterMs + escalationSlackMs && !isEscalated && item.owner === undefined) {
    problems.push(`${key}: nobody was reached again, ${waitedMs} ms after ${JSON.stringify(fired)}`);
  }
  return problems;
}

/**
 * What must be posted in the channel: a failure, a cancel of a rule and its end, what a rule could not do, and what people are asked.
 * Of a part, its end is left to what it is a part of.
 */
function mustReachPeople(item: Item, { event, actor }: HistoryEntry, isPart: boolean): boolean {
  if (event.what === 'approvalAsked') return true;
  if (event.what === 'decided') return event.verdict === 'error' && event.mode !== 'shadow';
  if (event.what === 'settled') {
    if (actor.type !== 'rule') return false;
    if (['gaveUp', 'refused', 'refusedCreate', 'impossible', 'expired'].includes(event.outcome)) return true;
    return event.action === 'cancel' && isDone(event.outcome);
  }
  if (event.what !== 'observed' || isPart || item.subject.on !== 'deployment') return false;
  const { phase, status } = item.subject.deployment;
  const isLast = item.history.findLast((entry) => entry.event.what === 'observed')?.event === event;
  if (!isLast || event.status !== status) return false;
  const isCancelledByBot = Object.values(item.claims).some(
    (claim) => claim.action === 'cancel' && claim.state === 'settled' && isDone(claim.outcome ?? ''),
  );
  return phase === 'failed' || (phase === 'cancelled' && isCancelledByBot);
}

/** Of everything that the bot knows, what an item is part of in the end; itself where it is part of nothing. */
function rootIn(items: readonly Item[], item: Item): Item {
  const whole = items.find(({ key }) => key.target === item.partOf?.target && key.attempt === item.partOf.attempt);
  return whole === undefined ? item : rootIn(items, whole);
}

function trailTargets({ table }: World): readonly string[] {
  return [...table.targets].flatMap((target) => (target.startsWith('trail#') ? target.slice(6) : []));
}

/** People's operations, each with what they were told. */
function operationsAnswered({ requests, chat }: World) {
  return [...requests].flatMap(([id, { request }]) =>
    request.interaction.type === 'operation'
      ? chat.answers.flatMap(({ responseUrl, answer }) => (responseUrl === answerUrl(id) ? [{ request, answer }] : []))
      : [],
  );
}

const endsUnseen: ReadonlySet<string> = new Set([endedUnseenStatus, deletedStatus]);

function isDone(outcome: string): boolean {
  return outcome === 'accepted' || outcome === 'observed';
}

function isRefusal(event: { readonly what: string; readonly reason?: string }): boolean {
  return event.what === 'refused' && event.reason === nobodyMay;
}
