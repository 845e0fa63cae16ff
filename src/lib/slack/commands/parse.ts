import { nearest } from '../../did-you-mean.ts';
import { isForEnded } from '../../model/claim.ts';
import { type Arguments, type ParsedCommand, usualMaximumCharacters } from '../../model/command.ts';
import type { ActionSupport } from '../../model/provider-traits.ts';
import { slashCommand } from '../action-ids.ts';
import { cut } from '../plain.ts';
import type { ResourceForm } from '../resources/index.ts';
import { actionOf, type CommandInput, type SlackCommand, usageOf } from './definition.ts';
import { commands } from './list.ts';
import { asTyped, unquoted } from './normalise.ts';
import { parseResourceCommand } from './parse-resource-command.ts';
import { isSupported } from './usages.ts';

const shownCharacters = 60;

/**
 * Parses the text after `/proton`. Never throws: a text that is no command becomes `unknown`, with a problem that says what to
 * type instead. Case matters in names and ids only.
 *
 * @param text - the `text` field of the slash command, as Slack sent it
 * @param forms - of the providers that have one
 * @param support - what the enabled back ends can do; without it, everything
 */
export function parseCommand(text: string, forms: readonly ResourceForm[] = [], support?: ActionSupport): CommandInput {
  const typed = asTyped(text);
  const [verb = '', ...words] = typed.split(' ').map(unquoted).filter(Boolean);
  const form = forms.find(({ command }) => command === verb.toLowerCase());
  const understood =
    form === undefined
      ? parseOwnCommand(verb, words, forms, support)
      : parseResourceCommand(form, typed.split(' ').filter(Boolean).slice(1));
  return typeof understood === 'string' ? { command: notUnderstood(typed, understood) } : understood;
}

function notUnderstood(typed: string, problem: string): ParsedCommand {
  return { name: 'unknown', text: cut(typed, usualMaximumCharacters), problem };
}

/** @returns the command, or a text that says what to type instead */
function parseOwnCommand(
  verb: string,
  words: readonly string[],
  forms: readonly ResourceForm[],
  support: ActionSupport | undefined,
): CommandInput | string {
  if (verb === '') return { command: { name: 'help' } };
  const typable = commands.filter(({ typed }) => typed === 'byName');
  const command = typable.find(({ name }) => name === verb.toLowerCase());
  if (command === undefined) {
    const names = [
      ...typable.filter((candidate) => isSupported(candidate, support)).map(({ name }) => name),
      ...forms.map((form) => form.command),
    ];
    const near = nearest(verb, names);
    const problem = `There is no command "${cut(verb, shownCharacters)}"${near === undefined ? '.' : `; did you mean "${near}"?`}`;
    return `${problem} Type "${slashCommand} help" to see all commands.`;
  }
  return isSupported(command, support) ? parseArguments(command, words) : unsupported(command, support);
}

function unsupported(command: SlackCommand, support: ActionSupport | undefined): string {
  const action = actionOf(command);
  const remedy = action === undefined ? undefined : support?.remedies[action];
  // That a back end has no connections needs no words; that it does not go back does.
  const reason = action === undefined || !isForEnded(action) ? undefined : support?.reasons[action];
  return [
    `"${command.name}" is not available, because no enabled back end can do it.`,
    ...(reason === undefined ? [] : [reason]),
    ...(remedy === undefined ? [] : [`Set ${remedy} in bot.yml, and deploy the bot again.`]),
  ].join(' ');
}

/** Gives each argument its word, and the last one the rest of the text, if it takes the rest. */
function parseArguments(
  command: { readonly name: string; readonly arguments: Arguments },
  words: readonly string[],
): CommandInput | string {
  const described = Object.entries(command.arguments);
  const usage = `type "${slashCommand} ${usageOf(command)}"`;
  if (described.length === 0 && words.length > 0) return `"${command.name}" takes no arguments; ${usage}`;
  const examples = described.map(([, { example }]) => example).join(' ');
  const example = `${usage}, such as "${slashCommand} ${command.name} ${examples}"`;
  const values = new Map<string, string>();
  let left = words;
  for (const [name, argument] of described) {
    const value = argument.takes === 'rest' ? left.join(' ') : (left[0] ?? '');
    left = argument.takes === 'rest' ? [] : left.slice(1);
    if (value === '' && argument.need === 'required')
      return `"${command.name}" needs one ${argument.label}; ${example}`;
    const { maximumCharacters = usualMaximumCharacters, label } = argument;
    if (left.length === 0 && value.length > maximumCharacters) {
      return `The ${label} is too long (at most ${maximumCharacters} characters); ${example}`;
    }
    if (value !== '') values.set(name, value);
  }
  if (left.length > 0) {
    const labels = described.map(([, { label }]) => `one ${label}`).join(' and ');
    return `"${command.name}" takes ${labels}, but got ${words.length} words; ${example}`;
  }
  return { command: { name: command.name, ...Object.fromEntries(values) } };
}
