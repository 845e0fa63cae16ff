import type { Answer } from '../../model/request.ts';
import type { FieldProblem, Resource, ResourceOperationKind } from '../../model/resource-operation.ts';
import { slashCommand } from '../action-ids.ts';
import { code, joined, type Mrkdwn, moment, mrkdwn, webLink } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import { formOf, type ResourceForm } from '../resources/index.ts';
import {
  actions,
  type Block,
  context,
  fallback,
  fields,
  fitting,
  type Message,
  oneLine,
  preformatted,
  section,
} from './block-kit.ts';
import { operationButton } from './operation-buttons.ts';

type ResourceAnswer = Extract<
  Answer,
  {
    kind:
      | 'resources'
      | 'resource'
      | 'deleteConfirmation'
      | 'operationAccepted'
      | 'operationRefused'
      | 'operationUncertain';
  }
>;

/** The maximum length of a list that people can read, and that fits into one message. */
const maximumListed = 15;
/** The maximum length of a provider's own text in an answer. */
const messageCharacters = 2000;
const maximumProblems = 10;

const words: Readonly<Record<ResourceOperationKind, string>> = {
  create: 'Creating',
  update: 'Changing',
  delete: 'Deleting',
  recreate: 'Deleting and creating again',
};

/** The answers about resources, and about operations on them. */
export function resourceAnswer(answer: ResourceAnswer, forms: readonly ResourceForm[]): Message {
  switch (answer.kind) {
    case 'resources':
      return resourcesMessage(answer.resources, formOf(forms, answer.provider));
    case 'resource':
      return resourceMessage(answer.resource);
    case 'deleteConfirmation':
      return confirmMessage(answer.resource, formOf(forms, answer.provider));
    case 'operationAccepted':
      return acceptedMessage(answer);
    case 'operationRefused':
      return refusedMessage(answer, forms);
    case 'operationUncertain':
      return oneLine(
        mrkdwn`⚠️ ${words[answer.operation]} ${code(answer.name)}: it is not known whether the provider accepted the request. Check before you try again.`,
      );
  }
}

function resourcesMessage(resources: readonly Resource[], form: ResourceForm | undefined): Message {
  const named = form?.existing?.resources ?? 'resources';
  if (resources.length === 0) return oneLine(mrkdwn`✅ There are no ${named}.`);
  const title = mrkdwn`*${resources.length} ${resources.length === 1 ? (form?.resource ?? 'resource') : named}*`;
  const isInSeveral = new Set(resources.map(({ account, region }) => `${account} ${region}`)).size > 1;
  const lines = resources.slice(0, maximumListed).map((resource) => resourceLine(resource, isInSeveral));
  const shown = fitting(lines.map((line) => [section(line)]));
  const more = resources.length - shown.length;
  return {
    text: fallback(title),
    blocks: [
      section(title),
      ...shown.flat(),
      ...(more > 0 ? [section(mrkdwn`_and ${more} more_`)] : []),
      ...context(
        form === undefined ? [] : [mrkdwn`Details: ${code(`${slashCommand} ${form.command} show <name|id>`)}`],
      ),
    ],
  };
}

function resourceLine(resource: Resource, isPlaceShown: boolean): Mrkdwn {
  const label = labelOf(resource);
  const place = isPlaceShown ? mrkdwn`, account ${resource.account}, Region ${resource.region}` : mrkdwn``;
  const id = label === resource.id ? mrkdwn`` : mrkdwn`id ${code(resource.id)}, `;
  return mrkdwn`${code(label)}: ${code(resource.state)}\n${id}created ${moment(resource.createdAtMs)}${place}`;
}

/** Not everything has a name. */
function labelOf({ name, id }: Resource): string {
  return name === '' ? id : name;
}

function resourceMessage(resource: Resource): Message {
  const headline = mrkdwn`${code(labelOf(resource))}: ${code(resource.state)}`;
  return { text: fallback(headline), blocks: [section(headline), ...detailsOf(resource)] };
}

/** Its message goes only to the person who asked. */
function detailsOf(resource: Resource): readonly Block[] {
  const link = webLink(resource.link);
  return [
    fields([
      mrkdwn`*Id*\n${code(resource.id)}`,
      mrkdwn`*Created*\n${moment(resource.createdAtMs)}`,
      mrkdwn`*Account*\n${code(resource.account)}`,
      mrkdwn`*Region*\n${code(resource.region)}`,
      ...(resource.description === '' ? [] : [mrkdwn`*Description*\n${code(resource.description, 500)}`]),
      ...(link === undefined ? [] : [mrkdwn`*Address*\n${link}`]),
    ]),
    ...boxed(resource.statusMessage),
  ];
}

function boxed(message: string): readonly Block[] {
  const text = withoutInvisible(message).trim();
  return text === '' ? [] : [preformatted(cutWithCount(text, messageCharacters))];
}

function confirmMessage(resource: Resource, form: ResourceForm | undefined): Message {
  const headline = mrkdwn`🗑️ Delete ${code(labelOf(resource))}? Current state: ${code(resource.state)}.`;
  const button =
    form && operationButton('delete', form, { name: labelOf(resource), id: resource.target || resource.id });
  return {
    text: fallback(headline),
    blocks: [
      section(headline),
      ...detailsOf(resource),
      ...(form?.existing === undefined ? [] : [section(mrkdwn`⚠️ ${form.existing.deleteWarning}`)]),
      ...actions(button === undefined ? [] : [button]),
    ],
  };
}

function acceptedMessage({ operation, name, note }: Extract<Answer, { kind: 'operationAccepted' }>): Message {
  const line = mrkdwn`🤖 ${words[operation]} ${code(name)}: the provider accepted the request. The message in the channel shows its progress.`;
  return { text: fallback(line), blocks: [section(line), ...context(note ? [mrkdwn`ℹ️ ${note}`] : [])] };
}

/** What a refusal leaves behind. */
function outcomeOf({ operation, wasCalledBefore }: Extract<Answer, { kind: 'operationRefused' }>): string {
  // A resource that is created again is deleted first, so the message says how far the operation came.
  if (operation === 'recreate') return '';
  return wasCalledBefore
    ? ' There was an earlier call for this request. If it takes effect after all, its message appears in the channel.'
    : ' Nothing was done.';
}

function refusedMessage(
  answer: Extract<Answer, { kind: 'operationRefused' }>,
  forms: readonly ResourceForm[],
): Message {
  const about = answer.name === '' ? mrkdwn`` : mrkdwn` ${code(answer.name)}`;
  const line = mrkdwn`⛔ ${words[answer.operation]}${about} was refused (${code(answer.error)}).${outcomeOf(answer)}`;
  const problems = answer.problems.slice(0, maximumProblems).map((problem) => problemLine(problem, forms));
  return {
    text: fallback(line),
    blocks: [
      section(line),
      ...(problems.length === 0 ? [] : [section(joined(problems, '\n'))]),
      ...boxed(answer.message ?? ''),
    ],
  };
}

/** By the label in the form, if people fill it in there. */
function problemLine({ member, problem }: FieldProblem, forms: readonly ResourceForm[]): Mrkdwn {
  const field = forms.flatMap((form) => form.fields).find((candidate) => candidate.member === member);
  return mrkdwn`• *${field?.label ?? member}* ${problem}`;
}
