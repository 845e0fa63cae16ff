import type { ActionOutcome, ActionType, Actor } from '../../model/claim.ts';
import type { Unasked } from '../../model/request.ts';
import { deletedStatus, endedUnseenStatus } from '../../model/statuses.ts';
import type { Operation, Subject, TargetKind } from '../../model/subject.ts';
import { code, joined, type Mrkdwn, mention, mrkdwn } from '../mrkdwn.ts';
import { type Message, section } from './block-kit.ts';

const kinds: Readonly<Record<TargetKind, string>> = {
  environment: 'Environment',
  serviceInstance: 'Service instance',
  servicePipeline: 'Service pipeline',
  component: 'Component',
  instance: 'Instance',
};

const operations: Readonly<Record<Operation, string>> = {
  create: 'creation',
  update: 'update',
  delete: 'deletion',
  unknown: 'deployment',
};

/** `Service instance`, `Connection` …: how a line begins. */
export function kindOf(subject: Subject): string {
  return subject.on === 'deployment' ? kinds[subject.deployment.kind] : 'Account connection';
}

interface Look {
  readonly emoji: string;
  readonly words: (operation: string) => Mrkdwn;
}

/** Statuses by the provider's words: reference of Proton's DeploymentStatus and EnvironmentAccountConnectionStatus. */
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
  [endedUnseenStatus, { emoji: '❔', words: () => mrkdwn`ended unseen; a newer deployment has taken its place` }],
  ['PENDING', { emoji: '🟡', words: () => mrkdwn`waits for a decision` }],
  ['CONNECTED', { emoji: '✅', words: () => mrkdwn`connected` }],
  ['REJECTED', { emoji: '⛔', words: () => mrkdwn`rejected` }],
  // Not a provider's word: what the bot says of a button on an attempt that is no longer the current one.
  ['SUPERSEDED', { emoji: '❔', words: () => mrkdwn`no longer the current deployment of its target` }],
]);

/** A status as a picture and in words; an unknown one as the provider says it. */
export function lookOf(status: string, subject?: Subject): { readonly emoji: string; readonly words: Mrkdwn } {
  const look = looks.get(status);
  const operation = subject?.on === 'deployment' ? operations[subject.deployment.operation] : 'deployment';
  return look ? { emoji: look.emoji, words: look.words(operation) } : { emoji: '❔', words: code(status) };
}

/** Who did it: a rule by name, a person as a mention that everybody can resolve. */
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

const pastParticiples: Readonly<Record<ActionType, string>> = {
  cancel: 'cancelled',
  accept: 'accepted',
  reject: 'rejected',
};

/** Whether somebody should look, because what was wanted did not happen. */
export function isTrouble(outcome: ActionOutcome): boolean {
  return outcome === 'refused' || outcome === 'refusedCreate' || outcome === 'impossible' || outcome === 'gaveUp';
}

/** What became of an action, in plain words, as a full sentence. */
export function describeOutcome(action: ActionType, outcome: ActionOutcome, error?: string): Mrkdwn {
  const done = pastParticiples[action];
  const why = error === undefined ? mrkdwn`` : mrkdwn` (${code(error)})`;
  switch (outcome) {
    case 'accepted':
      return action === 'cancel' ? mrkdwn`The provider took the cancel.` : mrkdwn`The connection is ${done}.`;
    case 'observed':
      return mrkdwn`It is ${done}. The answer to the call was lost, so whether by us or by somebody else cannot be told.`;
    case 'alreadyDone':
      return mrkdwn`Nothing to do: somebody else had already ${done} it.`;
    case 'tooLate':
      return action === 'cancel'
        ? mrkdwn`Too late to cancel: the deployment ended before the call reached it.`
        : mrkdwn`Too late to ${action}: the connection no longer waits for a decision.`;
    case 'superseded':
      return mrkdwn`Not ${done}: a newer deployment has taken its place, and was not touched.`;
    case 'refusedCreate':
      return mrkdwn`Not ${done}: it creates its target, and such a deployment cannot be cancelled${why}.`;
    case 'impossible':
      return mrkdwn`Not ${done}: ${error ?? 'the provider has no way to do it'}.`;
    case 'refused':
      return mrkdwn`The provider refused to ${action} it${why}.`;
    case 'expired':
      return mrkdwn`Not ${done}: it was not approved in time.`;
    case 'declined':
      return mrkdwn`Not ${done}: a person declined it.`;
    case 'outdated':
      return mrkdwn`Not ${done}: the rule has changed since people were asked.`;
    case 'gaveUp':
      return mrkdwn`Gave up trying to ${action} it: several calls brought no certain result${why}. Please look at it.`;
  }
}

/** A message that shows what could be read, with a line about what could not. */
export function withUnasked({ text, blocks }: Message, unasked: readonly Unasked[] = []): Message {
  if (unasked.length === 0) return { text, blocks };
  const line = mrkdwn`⚠️ No answer from ${namesOfUnasked(unasked)}; what is theirs is not shown.`;
  return { text, blocks: [...blocks, section(line)] };
}

/** The providers that did not answer, each with the short name of its error. */
export function namesOfUnasked(unasked: readonly Unasked[]): Mrkdwn {
  return joined(
    unasked.map(({ provider, error }) => mrkdwn`${provider} (${code(error)})`),
    ', ',
  );
}
