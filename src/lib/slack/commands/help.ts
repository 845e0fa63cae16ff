import type { CommandHandler } from '../../flow/index.ts';
import type { Answer } from '../../model/request.ts';
import { slashCommand } from '../action-ids.ts';
import { fallback, type Message, oneLine, section } from '../blocks/index.ts';
import { code, joined, mrkdwn } from '../mrkdwn.ts';
import { commandGroups, type SlackCommand } from './definition.ts';
import type { Usage } from './usages.ts';

export const help = {
  name: 'help',
  typed: 'byName',
  group: 'look',
  arguments: {},
  effect: 'read',
  summary: 'shows this list',
} as const satisfies SlackCommand;

export const runHelp: CommandHandler<typeof help> = () => Promise.resolve({ kind: 'help' });

const targetHint = mrkdwn`A target is a name, such as \`prod-eu\` or \`orders/api\`, or a full ARN.`;

/** A typed text that is no command, with the reason from the parser. */
export const unknown = {
  name: 'unknown',
  typed: 'never',
  arguments: {
    text: { need: 'required', label: 'text', example: 'statsu' },
    problem: {
      need: 'required',
      label: 'problem',
      example: 'There is no command "statsu"; did you mean "status"?',
      takes: 'rest',
      maximumCharacters: 3000,
    },
  },
  effect: 'read',
} as const satisfies SlackCommand;

export const runUnknown: CommandHandler<typeof unknown> = (_context, { problem }) =>
  Promise.resolve({ kind: 'help', problem });

/** Every command with its summary, by group; or only what was wrong with the typed text, which says what to type instead. */
export function renderHelp({ problem }: Extract<Answer, { kind: 'help' }>, usages: readonly Usage[]): Message {
  if (problem !== undefined) return oneLine(mrkdwn`❔ ${problem}`);
  const parts = Object.entries(commandGroups).flatMap(([group, heading]) => {
    const lines = usages
      .filter((usage) => usage.group === group)
      .map(({ usage, summary }) => mrkdwn`• ${code(usage)}  ${summary}`);
    return lines.length === 0 ? [] : [joined([mrkdwn`*${heading}*`, ...lines], '\n')];
  });
  const texts = [mrkdwn`Type \`${slashCommand}\` and one of these. ${targetHint}`, ...parts];
  return { text: fallback(joined(texts, '\n')), blocks: texts.map((text) => section(text)) };
}
