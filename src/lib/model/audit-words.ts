import type { AuditEvent } from './audit-event.ts';
import { type ActionOutcome, type ActionType, type Actor, pastParticiples } from './claim.ts';
import type { RuleAction } from './decision.ts';

/** A piece of a sentence that each surface shows in its own way. */
export type Word =
  | string
  /** A name or a short text from outside: in Slack as code. `maximum`: characters that are enough of it. */
  | { readonly code: string; readonly maximum?: number }
  /** A provider's status: in Slack with what it means. */
  | { readonly status: string }
  | { readonly actor: Actor }
  /** A moment: in Slack in the reader's own time. */
  | { readonly atMs: number };

/** What happened, for people. */
export interface EventWords {
  readonly sentence: readonly Word[];
  /** What only those want to know who look closely, plain. The clauses of a decision are not among it: `explain` has them. */
  readonly details: readonly string[];
  /** Whether somebody should look, because what was wanted did not happen. */
  readonly isTrouble: boolean;
}

/** The one function that puts an event into words, for the thread, the timeline, the command line and the demo. */
export function wordsOf(event: AuditEvent, actor: Actor): EventWords {
  switch (event.what) {
    case 'observed':
      return words([{ status: event.status }], detailsOfObserved(event));
    case 'decided':
      return { ...words(decisionWords(event)), isTrouble: event.verdict === 'error' };
    case 'claimed':
      return words(
        [`${event.action} claimed by `, { actor }],
        [`attempt ${event.attempt}`, ...(event.reason === '' ? [] : [`reason: ${event.reason}`])],
      );
    case 'settled': {
      const told = outcomeWords(event.action, event.outcome, event.error);
      const sentence: readonly Word[] = [`Asked to ${event.action} by `, { actor }, ': ', ...told];
      return { ...words(sentence), isTrouble: isTrouble(event.outcome) };
    }
    case 'withdrawn':
      return words([`Asked to ${event.action} by `, { actor }, `: not done for now, ${event.reason}.`]);
    case 'approvalAsked':
      return words(approvalWords(event, actor), [`question: ${event.questionId}`]);
    case 'approvalAnswered':
      return words([{ actor }, ` ${event.answer} the ${event.action}.`], [`question: ${event.questionId}`]);
    case 'overrode':
      return words(
        [{ actor }, ` overrides a hold to ${event.action}`, ...reasonWords(event.reason)],
        [`holds: ${event.holds.join(', ')}`],
      );
    case 'onHold':
      return event.holds.length === 0
        ? words(['On hold no longer.'])
        : words(['On hold.'], [`holds: ${event.holds.join(', ')}`]);
    case 'controlsChanged':
      return words([{ actor }, ` ${event.change}`, ...reasonWords(event.reason)]);
    case 'requested':
      return words([{ actor }, ` asks to ${event.request}`]);
    case 'refused':
      return words([{ actor }, ` was refused "${event.request}": ${event.reason}`]);
  }
}

/** `One person must approve it`. */
export function approvalsNeeded(people: number): string {
  return people === 1 ? 'One person must approve it' : `${people} people must approve it`;
}

function approvalWords(event: Extract<AuditEvent, { what: 'approvalAsked' }>, actor: Actor): readonly Word[] {
  const { action, reason, people, expiresAtMs } = event;
  return [
    { actor },
    ` asks for approval to ${action}`,
    ...reasonWords(reason),
    `. ${approvalsNeeded(people)} until `,
    { atMs: expiresAtMs },
    '.',
  ];
}

function reasonWords(reason: string): readonly Word[] {
  return reason === '' ? [] : [': ', { code: reason, maximum: 150 }];
}

function words(sentence: readonly Word[], details: readonly string[] = []): EventWords {
  return { sentence, details, isTrouble: false };
}

function detailsOfObserved({ previousStatus, status, cause }: Extract<AuditEvent, { what: 'observed' }>) {
  return [
    ...(previousStatus === undefined || previousStatus === status ? [] : [`was ${previousStatus}`]),
    ...(cause === undefined ? [] : [`found by: ${cause}`]),
  ];
}

function decisionWords(event: Extract<AuditEvent, { what: 'decided' }>): readonly Word[] {
  const rule = { code: event.rule };
  const isShadow = event.mode === 'shadow';
  switch (event.verdict) {
    case 'fired':
      return isShadow
        ? ['Shadow rule ', rule, ' ', ...wouldHave(event.actions), '.']
        : ['Rule ', rule, ' fired', ...reasonsOf(event.actions), '.'];
    case 'error':
      return [
        'Rule ',
        rule,
        ' could not be evaluated, and did nothing: ',
        { code: event.error ?? 'unknown error', maximum: 200 },
      ];
    case 'waiting':
      return [isShadow ? 'Shadow rule ' : 'Rule ', rule, ' waits.'];
    case 'idle':
      return [isShadow ? 'Shadow rule ' : 'Rule ', rule, ' does not fire.'];
    case 'notMatched':
      return ['Rule ', rule, ' is not for this one.'];
  }
}

function reasonsOf(actions: readonly RuleAction[]): readonly Word[] {
  const reasons = actions.flatMap((action) => ('reason' in action && action.reason !== '' ? [action.reason] : []));
  if (reasons.length === 0) return [];
  const listed = [...new Set(reasons)].flatMap((reason): Word[] => [', ', { code: reason, maximum: 150 }]);
  return [': ', ...listed.slice(1)];
}

/** `would have cancelled it and told a channel`. */
export function wouldHave(actions: readonly RuleAction[]): readonly Word[] {
  const done = [
    ...new Set(actions.map(({ type }) => (type === 'notify' ? 'told a channel' : `${pastParticiples[type]} it`))),
  ];
  return [done.length === 0 ? 'would have done nothing' : `would have ${done.join(' and ')}`];
}

/** Whether somebody should look, because what was wanted did not happen. */
export function isTrouble(outcome: ActionOutcome): boolean {
  return outcome === 'refused' || outcome === 'refusedCreate' || outcome === 'impossible' || outcome === 'gaveUp';
}

/** What became of an action, as a full sentence. */
export function outcomeWords(action: ActionType, outcome: ActionOutcome, error?: string): readonly Word[] {
  const done = pastParticiples[action];
  const why: readonly Word[] = error === undefined ? [] : [' (', { code: error }, ')'];
  switch (outcome) {
    case 'accepted':
      return [action === 'cancel' ? 'The provider took the cancel.' : `The connection is ${done}.`];
    case 'observed':
      return [`It is ${done}. The answer to the call was lost, so whether by us or by somebody else cannot be told.`];
    case 'alreadyDone':
      return [`Nothing to do: somebody else had already ${done} it.`];
    case 'tooLate':
      return [
        action === 'cancel'
          ? 'Too late to cancel: the deployment ended before the call reached it.'
          : `Too late to ${action}: the connection no longer waits for a decision.`,
      ];
    case 'superseded':
      return [`Not ${done}: a newer deployment has taken its place, and was not touched.`];
    case 'refusedCreate':
      return [`Not ${done}: it creates its target, and such a deployment cannot be cancelled`, ...why, '.'];
    case 'impossible':
      return [`Not ${done}: ${error ?? 'the provider has no way to do it'}.`];
    case 'refused':
      return [`The provider refused to ${action} it`, ...why, '.'];
    case 'expired':
      return [`Not ${done}: it was not approved in time.`];
    case 'declined':
      return [`Not ${done}: a person declined it.`];
    case 'outdated':
      return [`Not ${done}: the rule has changed since people were asked.`];
    case 'gaveUp':
      return [
        `Gave up trying to ${action} it: several calls brought no certain result`,
        ...why,
        '. Please look at it.',
      ];
  }
}

/** Words for where nothing is marked up: a terminal, a line of the timeline. */
export function plainText(
  sentence: readonly Word[],
  personName: (userId: string) => string = (userId) => `person ${userId}`,
): string {
  return sentence.map((word) => plainWord(word, personName)).join('');
}

function plainWord(word: Word, personName: (userId: string) => string): string {
  if (typeof word === 'string') return word;
  if ('code' in word) return word.code;
  if ('status' in word) return word.status;
  if ('atMs' in word) return new Date(word.atMs).toISOString();
  const { actor } = word;
  if (actor.type === 'rule') return `rule ${actor.rule}`;
  return actor.type === 'bot' ? 'the bot' : personName(actor.userId);
}
