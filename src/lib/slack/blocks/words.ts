import { type OutcomeDetails, outcomeWords, type Word } from '../../model/audit-words.ts';
import type { ActionOutcome, ActionType, Actor } from '../../model/claim.ts';
import { scopeFailureReasons } from '../../model/discovery.ts';
import type { Unasked } from '../../model/request.ts';
import { deletedStatus, endedUnseenStatus } from '../../model/statuses.ts';
import type { Operation, Phase, Subject, TargetKind } from '../../model/subject.ts';
import { code, joined, type Mrkdwn, mention, moment, mrkdwn } from '../mrkdwn.ts';
import { type Message, section } from './block-kit.ts';

export { isTrouble } from '../../model/audit-words.ts';

const operations: Readonly<Record<Operation, string>> = {
  create: 'creation',
  update: 'update',
  delete: 'deletion',
  unknown: 'deployment',
};

/** `Service instance`, `Connection` …: how a line begins. */
export function kindOf(subject: Subject): string {
  return subject.on === 'deployment' ? inWords(subject.deployment.kind) : 'Account connection';
}

/** `serviceInstance` in words: `Service instance`. */
function inWords(kind: TargetKind): string {
  const words = kind.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Look {
  readonly emoji: string;
  readonly words: (operation: string) => Mrkdwn;
}

/**
 * The words of statuses, by the provider's value: reference of Proton's DeploymentStatus and EnvironmentAccountConnectionStatus.
 */
const looks: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['IN_PROGRESS', { emoji: '🔵', words: (operation) => mrkdwn`${operation} in progress` }],
  ['SUCCEEDED', { emoji: '✅', words: (operation) => mrkdwn`${operation} succeeded` }],
  ['FAILED', { emoji: '❌', words: (operation) => mrkdwn`${operation} failed` }],
  ['CANCELLING', { emoji: '🟠', words: (operation) => mrkdwn`${operation} is being cancelled` }],
  ['CANCELLED', { emoji: '⛔', words: (operation) => mrkdwn`${operation} cancelled` }],
  ['DELETE_IN_PROGRESS', { emoji: '🔵', words: () => mrkdwn`deletion in progress` }],
  ['DELETE_COMPLETE', { emoji: '🗑️', words: () => mrkdwn`deleted` }],
  ['DELETE_FAILED', { emoji: '❌', words: () => mrkdwn`deletion failed` }],
  [deletedStatus, { emoji: '🗑️', words: () => mrkdwn`deleted` }],
  [endedUnseenStatus, { emoji: '❔', words: () => mrkdwn`result unknown; a newer deployment has replaced it` }],
  ['PENDING', { emoji: '🟡', words: () => mrkdwn`waiting for a decision` }],
  ['CONNECTED', { emoji: '✅', words: () => mrkdwn`connected` }],
  ['REJECTED', { emoji: '⛔', words: () => mrkdwn`rejected` }],
  // Not a provider's status: the bot's own, for a button on an attempt that is no longer the current one.
  ['SUPERSEDED', { emoji: '❔', words: () => mrkdwn`replaced by a newer deployment` }],
]);

/** A status without words here is shown as the provider's word, with the style of its phase. */
const emojiOfPhases: Readonly<Record<Phase, string>> = {
  queued: '⚪',
  running: '🔵',
  waiting: '🟡',
  stopping: '🟠',
  succeeded: '✅',
  failed: '❌',
  cancelled: '⛔',
  gone: '❔',
};

/** A status as an emoji and in words; an unknown one as the provider says it. */
export function styleOf(status: string, subject?: Subject): { readonly emoji: string; readonly words: Mrkdwn } {
  const look = looks.get(status);
  const facts = subject?.on === 'deployment' ? subject.deployment : undefined;
  const operation = facts ? operations[facts.operation] : 'deployment';
  if (look) return { emoji: look.emoji, words: look.words(operation) };
  return { emoji: facts?.status === status ? emojiOfPhases[facts.phase] : '❔', words: code(status) };
}

/** Who did it: a rule by name, a person as a mention. */
export function nameOfActor(actor: Actor): Mrkdwn {
  switch (actor.type) {
    case 'rule':
      return mrkdwn`rule ${code(actor.rule)}`;
    case 'person':
      return mention(actor.userId) ?? code(actor.userId);
    case 'bot':
      return mrkdwn`the bot`;
  }
}

/** Words of an event in Slack's markup. Text in them is escaped like all text from outside. */
export function markupOf(sentence: readonly Word[], subject?: Subject): Mrkdwn {
  return joined(
    sentence.map((word) => {
      if (typeof word === 'string') return mrkdwn`${word}`;
      if ('code' in word) return code(word.code, word.maximum);
      if ('atMs' in word) return moment(word.atMs, 'second');
      return 'status' in word ? styleOf(word.status, subject).words : nameOfActor(word.actor);
    }),
    '',
  );
}

/** The result of an action, in plain words, in full sentences. */
export function describeOutcome(action: ActionType, outcome: ActionOutcome, details: OutcomeDetails = {}): Mrkdwn {
  return markupOf(outcomeWords(action, outcome, details));
}

/** A message with what could be read, and a line about what could not. */
export function withUnasked({ text, blocks }: Message, unasked: readonly Unasked[] = []): Message {
  if (unasked.length === 0) return { text, blocks };
  const line = mrkdwn`⚠️ No answer from ${namesOfUnasked(unasked)}. This list is incomplete.`;
  return { text, blocks: [...blocks, section(line)] };
}

/**
 * The providers that did not answer: with the accounts and Regions that did not, and why; without scopes, with the name of the
 * error.
 */
export function namesOfUnasked(unasked: readonly Unasked[]): Mrkdwn {
  const names = unasked.flatMap(({ provider, error, scopes = [] }) =>
    scopes.length === 0
      ? [mrkdwn`${provider} (${code(error)})`]
      : scopes.map(
          ({ account, region, reason }) =>
            mrkdwn`${provider} in account ${account}, Region ${region} (${scopeFailureReasons[reason]})`,
        ),
  );
  return joined(names, '; ');
}
