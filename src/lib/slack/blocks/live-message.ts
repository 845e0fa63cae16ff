import type { Item } from '../../model/item.ts';
import { isFinal, nameOf, statusOf } from '../../model/statuses.ts';
import type { ConnectionFacts, DeploymentFacts, Subject } from '../../model/subject.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import type { ResourceForm } from '../resources/index.ts';
import { actions, type Block, context, fallback, fields, type Message, preformatted, section } from './block-kit.ts';
import { buttonsFor, replyButtonsFor } from './buttons.ts';
import { contextLinesOf } from './context-lines.ts';
import { diagnosisBlocks } from './diagnosis.ts';
import { briefDuration } from './duration.ts';
import { offeredButtons } from './operation-buttons.ts';
import { kindOf, styleOf } from './words.ts';

/** The live message shows the beginning; the thread shows more. */
const statusMessageCharacters = 600;

/** One line with the status of a subject: `🔵 Service instance `orders/api`: update in progress`. */
export function headline(subject: Subject): Mrkdwn {
  const { emoji, words } = styleOf(statusOf(subject), subject);
  return mrkdwn`${emoji} ${kindOf(subject)} ${code(nameOf(subject))}: *${words}*`;
}

/**
 * The live message of a deployment or connection, from the current item. Pure: the same item always gives the same message.
 *
 * @param forms - of the providers that have one: without one there are no buttons for operations
 */
export function liveMessage(item: Item, forms: readonly ResourceForm[] = []): Message {
  const { subject } = item;
  return {
    text: fallback(headline(subject)),
    blocks: [
      section(headline(subject)),
      fields(
        subject.on === 'deployment' ? deploymentFields(item, subject.deployment) : connectionFields(subject.connection),
      ),
      ...statusMessageOf(item),
      ...diagnosisOf(item),
      ...context(contextLinesOf(item)),
      ...replyButtonsFor(item).flatMap((buttons) => actions(buttons)),
      ...actions([...buttonsFor(item), ...offeredButtons(item, forms)]),
    ],
  };
}

function deploymentFields(item: Item, facts: DeploymentFacts): readonly Mrkdwn[] {
  return [
    ...placeOf(facts),
    mrkdwn`*Started*\n${moment(facts.startedAtMs)}`,
    mrkdwn`*Duration*\n${durationOf(item, facts)}`,
  ];
}

/** Not every provider has environments, or templates. If there is neither, the account shows which one it is. */
function placeOf(facts: DeploymentFacts): readonly Mrkdwn[] {
  const template = [facts.template, facts.templateVersion].filter(Boolean).join(' ');
  if (facts.environment === '' && template === '') {
    return [mrkdwn`*Account*\n${code(facts.account)}`, mrkdwn`*Region*\n${code(facts.region)}`];
  }
  return [
    ...(facts.environment === '' ? [] : [mrkdwn`*Environment*\n${code(facts.environment)}`]),
    ...(template === '' ? [] : [mrkdwn`*Template*\n${code(template)}`]),
  ];
}

/**
 * From stored times only. The end is the time at which the bot saw it, because no provider's answer says when a deployment ended.
 */
function durationOf(item: Item, facts: DeploymentFacts): string {
  if (!isFinal(item.subject)) return 'still running';
  return facts.startedAtMs > 0 ? briefDuration(item.statusSinceMs - facts.startedAtMs) : 'unknown';
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

/** What has gone well in the end needs none. */
function diagnosisOf(item: Item): readonly Block[] {
  const isWell = item.subject.on === 'deployment' && item.subject.deployment.phase === 'succeeded';
  return isWell ? [] : diagnosisBlocks(item, item.diagnosis);
}
