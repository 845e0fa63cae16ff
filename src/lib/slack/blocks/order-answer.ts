import type { OrderedThing, OrderKind, OrderProblem } from '../../model/order.ts';
import type { Answer } from '../../model/request.ts';
import { slashCommand } from '../action-ids.ts';
import { code, joined, type Mrkdwn, moment, mrkdwn, webLink } from '../mrkdwn.ts';
import { formOf, type OrderForm } from '../orders/index.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
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
import { orderButton } from './order-buttons.ts';

type OrderAnswer = Extract<
  Answer,
  { kind: 'things' | 'thing' | 'confirmDelete' | 'ordered' | 'orderRefused' | 'orderUncertain' }
>;

/** A list that people still read, and that fits into one message. */
const maximumListed = 15;
/** As much of a provider's own words as one person can use. */
const messageCharacters = 2000;
const maximumProblems = 10;

const words: Readonly<Record<OrderKind, string>> = {
  create: 'Creating',
  update: 'Changing',
  delete: 'Deleting',
  recreate: 'Deleting and creating again',
};

/** What a person is told about what they ordered, or can order about. */
export function orderAnswer(answer: OrderAnswer, forms: readonly OrderForm[]): Message {
  switch (answer.kind) {
    case 'things':
      return thingsMessage(answer.things, formOf(forms, answer.provider));
    case 'thing':
      return thingMessage(answer.thing);
    case 'confirmDelete':
      return confirmMessage(answer.thing, formOf(forms, answer.provider));
    case 'ordered':
      return orderedMessage(answer);
    case 'orderRefused':
      return refusedMessage(answer, forms);
    case 'orderUncertain':
      return oneLine(
        mrkdwn`⚠️ ${words[answer.order]} ${code(answer.name)}: whether the provider took it is not known. Please look before you order it again.`,
      );
  }
}

function thingsMessage(things: readonly OrderedThing[], form: OrderForm | undefined): Message {
  const named = form?.things ?? 'things';
  if (things.length === 0) return oneLine(mrkdwn`✅ There are no ${named}.`);
  const title = mrkdwn`*${things.length} ${things.length === 1 ? (form?.thing ?? 'thing') : named}*`;
  const shown = fitting(things.slice(0, maximumListed).map((thing) => [section(thingLine(thing))]));
  const more = things.length - shown.length;
  return {
    text: fallback(title),
    blocks: [
      section(title),
      ...shown.flat(),
      ...(more > 0 ? [section(mrkdwn`_and ${more} more_`)] : []),
      ...context(
        form === undefined ? [] : [mrkdwn`More about one: ${code(`${slashCommand} ${form.command} show <name|id>`)}`],
      ),
    ],
  };
}

function thingLine(thing: OrderedThing): Mrkdwn {
  const label = labelOf(thing);
  const id = label === thing.id ? mrkdwn`` : mrkdwn`id ${code(thing.id)}, `;
  return mrkdwn`${code(label)}: ${code(thing.state)}\n${id}created ${moment(thing.createdAtMs)}`;
}

/** Not everything has a name. */
function labelOf({ name, id }: OrderedThing): string {
  return name === '' ? id : name;
}

function thingMessage(thing: OrderedThing): Message {
  const headline = mrkdwn`${code(labelOf(thing))}: ${code(thing.state)}`;
  return { text: fallback(headline), blocks: [section(headline), ...detailsOf(thing)] };
}

/** Its message goes to the one person who asked, and to nobody else. */
function detailsOf(thing: OrderedThing): readonly Block[] {
  const link = webLink(thing.link);
  return [
    fields([
      mrkdwn`*Id*\n${code(thing.id)}`,
      mrkdwn`*Created*\n${moment(thing.createdAtMs)}`,
      ...(thing.description === '' ? [] : [mrkdwn`*Description*\n${code(thing.description, 500)}`]),
      ...(link === undefined ? [] : [mrkdwn`*Address*\n${link}`]),
    ]),
    ...boxed(thing.statusMessage),
  ];
}

function boxed(message: string): readonly Block[] {
  const text = withoutInvisible(message).trim();
  return text === '' ? [] : [preformatted(cutWithCount(text, messageCharacters))];
}

function confirmMessage(thing: OrderedThing, form: OrderForm | undefined): Message {
  const headline = mrkdwn`🗑️ Delete ${code(labelOf(thing))}? It is now: ${code(thing.state)}.`;
  const button = form && orderButton('delete', form, { name: labelOf(thing), id: thing.id });
  return {
    text: fallback(headline),
    blocks: [
      section(headline),
      ...detailsOf(thing),
      ...(form === undefined ? [] : [section(mrkdwn`⚠️ ${form.deleteWarning}`)]),
      ...actions(button === undefined ? [] : [button]),
    ],
  };
}

function orderedMessage({ order, name, note }: Extract<Answer, { kind: 'ordered' }>): Message {
  const line = mrkdwn`🤖 ${words[order]} ${code(name)}: the provider took it. The message in the channel tells the rest.`;
  return { text: fallback(line), blocks: [section(line), ...context(note ? [mrkdwn`ℹ️ ${note}`] : [])] };
}

function refusedMessage(answer: Extract<Answer, { kind: 'orderRefused' }>, forms: readonly OrderForm[]): Message {
  const about = answer.name === '' ? mrkdwn`` : mrkdwn` ${code(answer.name)}`;
  // What is created again is deleted first: then the message says how far it came.
  const outcome = answer.order === 'recreate' ? '' : ' Nothing was done.';
  const line = mrkdwn`⛔ ${words[answer.order]}${about} was refused (${code(answer.error)}).${outcome}`;
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

/** By the label that people saw in the form, where it is theirs to fill in. */
function problemLine({ member, problem }: OrderProblem, forms: readonly OrderForm[]): Mrkdwn {
  const field = forms.flatMap((form) => form.fields).find((candidate) => candidate.member === member);
  return mrkdwn`• *${field?.label ?? member}* ${problem}`;
}
