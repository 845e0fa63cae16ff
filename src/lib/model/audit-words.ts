import type { AuditEvent } from './audit-event.ts';
import { type ActionOutcome, type ActionType, type Actor, infinitiveOf, isForEnded, pastParticiples } from './claim.ts';
import type { RuleAction } from './decision.ts';
import { subjectsOfActions } from './permission.ts';

/** A piece of a sentence that each surface shows in its own way. */
export type Word =
  | string
  /** A name or a short text from outside: in Slack as code. `maximum`: the length to shorten it to. */
  | { readonly code: string; readonly maximum?: number }
  /** A provider's status: in Slack with what it means. */
  | { readonly status: string }
  | { readonly actor: Actor }
  /** A moment: in Slack in the reader's own time. */
  | { readonly atMs: number };

/** What happened, for people. */
export interface EventWords {
  readonly sentence: readonly Word[];
  /** Details, in plain text. The clauses of a decision are not in it: `explain` has them. */
  readonly details: readonly string[];
  /** Whether a person should look, because the wanted action did not happen. */
  readonly isTrouble: boolean;
}

/** The only function that describes an event in words: for the thread, the timeline, the command line and the demo. */
export function wordsOf(event: AuditEvent, actor: Actor): EventWords {
  switch (event.what) {
    case 'observed':
      return words([{ status: event.status }], detailsOfObserved(event));
    case 'decided':
      return { ...words(decisionWords(event)), isTrouble: event.verdict === 'error' };
    case 'claimed':
      return words(
        [`${infinitiveOf(event.action)} claimed by `, { actor }],
        [`attempt ${event.attempt}`, ...(event.reason === '' ? [] : [`reason: ${event.reason}`])],
      );
    case 'settled': {
      const outcome = outcomeWords(event.action, event.outcome, event);
      const sentence = [...requestedBy(event.action, actor), ': ', ...outcome];
      return { ...words(sentence), isTrouble: isTrouble(event.outcome) };
    }
    case 'withdrawn':
      return words([...requestedBy(event.action, actor), `: not carried out, because ${event.reason}.`]);
    case 'approvalAsked':
      return words(approvalWords(event, actor), [`question: ${event.questionId}`]);
    case 'approvalAnswered':
      return words(
        [{ actor }, ` ${event.answer} the request to ${infinitiveOf(event.action)}.`],
        [`question: ${event.questionId}`],
      );
    case 'overrode':
      return words(
        [{ actor }, ` overrides a hold to ${infinitiveOf(event.action)}`, ...reasonWords(event.reason)],
        [`holds: ${event.holds.join(', ')}`],
      );
    case 'onHold':
      return event.holds.length === 0
        ? words(['No longer on hold.'])
        : words(['On hold.'], [`holds: ${event.holds.join(', ')}`]);
    case 'owned':
      return words([{ actor }, ' is on it.']);
    case 'escalated':
      return {
        ...words(['Nobody is on it. ', 'Rule ', { code: event.rule }, ` asks ${timesWords(event.count)}.`]),
        isTrouble: true,
      };
    case 'controlsChanged':
      return words([{ actor }, ` ${event.change}`, ...reasonWords(event.reason)]);
    case 'requested':
      return words([{ actor }, ` asks to ${event.request}`]);
    case 'refused':
      return words([{ actor }, ` was refused "${event.request}": ${event.reason}`]);
  }
}

function timesWords(count: number): string {
  return count === 1 ? 'again' : `again (${count} times so far)`;
}

/** `Cancel requested by rule cancel-stuck`. */
export function requestedBy(action: ActionType, actor: Actor): readonly Word[] {
  const infinitive = infinitiveOf(action);
  return [`${infinitive.charAt(0).toUpperCase()}${infinitive.slice(1)} requested by `, { actor }];
}

/** `One person must approve it`. */
export function approvalsNeeded(people: number): string {
  return people === 1 ? 'One person must approve it' : `${people} people must approve it`;
}

function approvalWords(event: Extract<AuditEvent, { what: 'approvalAsked' }>, actor: Actor): readonly Word[] {
  const { action, reason, people, expiresAtMs } = event;
  return [
    { actor },
    ` asks for approval to ${infinitiveOf(action)}`,
    ...reasonWords(reason),
    `. ${approvalsNeeded(people)} by `,
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
        ' could not be evaluated and did nothing: ',
        { code: event.error ?? 'unknown error', maximum: 200 },
      ];
    case 'waiting':
      return [isShadow ? 'Shadow rule ' : 'Rule ', rule, ' is waiting.'];
    case 'idle':
      return [isShadow ? 'Shadow rule ' : 'Rule ', rule, ' does not fire.'];
    case 'notMatched':
      return ['Rule ', rule, ' does not match.'];
  }
}

function reasonsOf(actions: readonly RuleAction[]): readonly Word[] {
  const reasons = actions.flatMap((action) => ('reason' in action && action.reason !== '' ? [action.reason] : []));
  if (reasons.length === 0) return [];
  const listed = [...new Set(reasons)].flatMap((reason): Word[] => [', ', { code: reason, maximum: 150 }]);
  return [': ', ...listed.slice(1)];
}

/** `would have cancelled it and posted to a channel`. */
export function wouldHave(actions: readonly RuleAction[]): readonly Word[] {
  const done = [
    ...new Set(actions.map(({ type }) => (type === 'notify' ? 'posted to a channel' : `${pastParticiples[type]} it`))),
  ];
  return [done.length === 0 ? 'would have done nothing' : `would have ${done.join(' and ')}`];
}

/** Whether a person should look, because the wanted action did not happen. */
export function isTrouble(outcome: ActionOutcome): boolean {
  return outcome === 'refused' || outcome === 'refusedCreate' || outcome === 'impossible' || outcome === 'gaveUp';
}

/** What else is known of a result. */
export interface OutcomeDetails {
  readonly error?: string;
  /** The part that the calls named, as people call it. */
  readonly part?: string;
}

/** The result of an action, in full sentences. */
export function outcomeWords(
  action: ActionType,
  outcome: ActionOutcome,
  { error, part }: OutcomeDetails = {},
): readonly Word[] {
  const sentence = sentenceOf(action, outcome, error);
  return part === undefined ? sentence : [...sentence, ' The request was for its part ', { code: part }, '.'];
}

function sentenceOf(action: ActionType, outcome: ActionOutcome, error: string | undefined): readonly Word[] {
  const done = pastParticiples[action];
  const why: readonly Word[] = error === undefined ? [] : [' (', { code: error }, ')'];
  switch (outcome) {
    case 'accepted':
      return [
        subjectsOfActions[action] === 'connection'
          ? `The connection is ${done}.`
          : 'The provider accepted the request.',
      ];
    case 'observed':
      // A rollback is another deployment, and nothing shows who asked for it.
      if (action === 'rollback') {
        return [
          'The response to the call was lost. A newer deployment has begun since; it is not known whether it is this rollback or ' +
            'was begun by somebody else.',
        ];
      }
      return [
        `It is ${done}. The response to the call was lost, so it is not known whether the bot or somebody else did it.`,
      ];
    case 'alreadyDone':
      return [`Nothing to do: it was already ${done}.`];
    case 'tooLate':
      return [`Too late to ${infinitiveOf(action)}: ${whyTooLate(action)}.`];
    case 'superseded':
      return [`Not ${done}: a newer deployment has replaced it, and was not touched.`];
    case 'refusedCreate':
      return [`Not ${done}: the deployment that creates a resource cannot be cancelled`, ...why, '.'];
    case 'impossible':
      return [`Not ${done}: ${error ?? 'the provider does not support it'}.`];
    case 'refused':
      return [`The provider refused to ${infinitiveOf(action, 'it')}`, ...why, '.'];
    case 'expired':
      return [`Not ${done}: it was not approved in time.`];
    case 'declined':
      return [`Not ${done}: it was declined.`];
    case 'outdated':
      return [`Not ${done}: the rule was changed after it asked for approval.`];
    case 'gaveUp':
      return [`Gave up: after several calls it is not known whether it was ${done}`, ...why, '. Please check it.'];
  }
}

function whyTooLate(action: ActionType): string {
  if (subjectsOfActions[action] === 'connection') return 'the connection is no longer pending';
  if (isForEnded(action)) return 'the deployment is not in the same state any more';
  return action === 'cancel'
    ? 'the deployment ended before the call reached it'
    : 'the deployment no longer waits for it';
}

/** The words without markup, for a terminal or a line of the timeline. */
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
