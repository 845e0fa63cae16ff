import type { CommandHandler } from '../../flow/index.ts';
import type { Answer } from '../../model/request.ts';
import { slashCommand } from '../action-ids.ts';
import { fallback, type Message, section } from '../blocks/index.ts';
import { code, joined, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

export const help = {
  name: 'help',
  typed: 'byName',
  arguments: {},
  effect: 'read',
  summary: 'shows this list',
} as const satisfies SlackCommand;

export const runHelp: CommandHandler<typeof help> = () => Promise.resolve({ kind: 'help' });

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

/** Every command with its summary; before them, what was wrong, if anything. */
export function renderHelp(
  { problem }: Extract<Answer, { kind: 'help' }>,
  usages: readonly { readonly usage: string; readonly summary: string }[],
): Message {
  const list = usages.map(({ usage, summary }) => mrkdwn`• ${code(`${slashCommand} ${usage}`)}  ${summary}`);
  const text = mrkdwn`*Commands*\n${joined(list, '\n')}`;
  if (problem === undefined) return { text: fallback(text), blocks: [section(text)] };
  const line = mrkdwn`❔ ${problem}`;
  return { text: fallback(line), blocks: [section(line), section(text)] };
}
