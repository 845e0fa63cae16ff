import type { Item } from '../../model/item.ts';
import { deletedStatus, isFinal, nameOf, statusOf } from '../../model/statuses.ts';
import type { ConnectionFacts, DeploymentFacts, Subject } from '../../model/subject.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import type { ResourceForm } from '../resources/index.ts';
import { actions, type Block, context, fallback, fields, type Message, preformatted, section } from './block-kit.ts';
import { buttonsFor, replyButtonsFor } from './buttons.ts';
import { adviceNote, contextLinesOf } from './context-lines.ts';
import { diagnosisBlocks } from './diagnosis.ts';
import { briefDuration } from './duration.ts';
import { offeredButtons } from './operation-buttons.ts';
import { ownerButtons } from './owner-button.ts';
import { kindOf, styleOf } from './words.ts';

/** The live message shows the beginning; the thread shows more. */
const statusMessageCharacters = 600;

/**
 * One line with the status of a subject: `🔵 Service instance `orders/api`: update in progress`.
 *
 * @param place - what to say of it after its name
 */
export function headline(subject: Subject, place = mrkdwn``): Mrkdwn {
  const { emoji, words } = styleOf(statusOf(subject), subject);
  return mrkdwn`${emoji} ${kindOf(subject)} ${code(nameOf(subject))}${place}: *${words}*`;
}

/**
 * The live message of a deployment or connection, from the current item. Pure: the same item always gives the same message.
 *
 * @param forms - of the providers that have one: without one there are no buttons for operations
 */
export function liveMessage(item: Item, forms: readonly ResourceForm[] = []): Message {
  const { subject } = item;
  const buttons = actions([...ownerButtons(item), ...buttonsFor(item), ...offeredButtons(item, forms)]);
  if (subject.on === 'deployment' && hasEndedWell(subject)) {
    const line = section(oneLineOf(item, subject.deployment));
    // What it has to do with another deployment, such as the one that it rolls back.
    return { text: fallback(headline(subject)), blocks: [line, ...context(adviceNote(item)), ...buttons] };
  }
  return {
    text: fallback(headline(subject)),
    blocks: [
      section(headline(subject)),
      fields(
        subject.on === 'deployment' ? deploymentFields(item, subject.deployment) : connectionFields(subject.connection),
      ),
      ...statusMessageOf(item),
      ...diagnosisBlocks(item, item.diagnosis),
      ...context(contextLinesOf(item)),
      ...replyButtonsFor(item).flatMap((buttons) => actions(buttons)),
      ...buttons,
    ],
  };
}

function deploymentFields(item: Item, facts: DeploymentFacts): readonly Mrkdwn[] {
  return [
    ...placeOf(facts),
    ...(facts.initiator === '' ? [] : [mrkdwn`*Started by*\n${code(facts.initiator)}`]),
    facts.operation === 'delete'
      ? mrkdwn`*Deletion seen*\n${moment(item.firstSeenAtMs)}`
      : mrkdwn`*Started*\n${moment(facts.startedAtMs)}`,
    mrkdwn`*Duration*\n${durationOf(item, facts)}`,
  ];
}

/** Not every provider has environments, or templates. */
function placeOf(facts: DeploymentFacts): readonly Mrkdwn[] {
  const template = [facts.template, facts.templateVersion].filter(Boolean).join(' ');
  return [
    ...(facts.environment === '' ? [] : [mrkdwn`*Environment*\n${code(facts.environment)}`]),
    ...(template === '' ? [] : [mrkdwn`*Template*\n${code(template)}`]),
    mrkdwn`*Account, Region*\n${code(facts.account)}, ${code(facts.region)}`,
  ];
}

/**
 * From stored times only. Where the provider does not say when it ended, the end is the time at which the bot saw it. A deletion keeps
 * the start of the deployment before it, so it counts from when the bot saw it first.
 */
function durationOf(item: Item, { operation, startedAtMs, endedAtMs }: DeploymentFacts): string {
  if (!isFinal(item.subject)) return 'still running';
  const fromMs = operation === 'delete' ? item.firstSeenAtMs : startedAtMs;
  const toMs = endedAtMs > 0 ? endedAtMs : item.statusSinceMs;
  return fromMs > 0 ? briefDuration(toMs - fromMs) : 'unknown';
}

/** What ended well is one line: what it was, where, and how long it took. */
function oneLineOf(item: Item, facts: DeploymentFacts): Mrkdwn {
  const place = facts.environment === '' ? mrkdwn`` : mrkdwn` in ${code(facts.environment)}`;
  return mrkdwn`${headline(item.subject, place)}, after ${durationOf(item, facts)}`;
}

/** Whether nobody has to read more than one line of it. */
export function hasEndedWell(subject: Subject): boolean {
  if (subject.on !== 'deployment') return false;
  const { phase, status } = subject.deployment;
  return phase === 'succeeded' || (phase === 'gone' && status === deletedStatus);
}

function connectionFields(facts: ConnectionFacts): readonly Mrkdwn[] {
  return [
    mrkdwn`*Environment*\n${code(facts.environment)}`,
    mrkdwn`*Environment account*\n${code(facts.environmentAccountId)}`,
    mrkdwn`*Management account*\n${code(facts.managementAccountId)}`,
    mrkdwn`*Requested*\n${moment(facts.requestedAtMs)}`,
  ];
}

/** The reason of a failure is shown in the channel; the status message of a success only in the thread. */
function statusMessageOf(item: Item): readonly Block[] {
  const { subject } = item;
  if (subject.on !== 'deployment' || subject.deployment.phase !== 'failed' || item.statusMessage === undefined)
    return [];
  const text = withoutInvisible(item.statusMessage).trim();
  return text === '' ? [] : [preformatted(cutWithCount(text, statusMessageCharacters))];
}
