import type { Command } from '../../model/request.ts';
import { suggestion } from '../../suggestion.ts';
import { cut } from '../plain.ts';
import type { ResourceForm } from '../resources/index.ts';
import { asTyped, unquoted } from './normalise.ts';
import { parseResourceCommand } from './resource-commands.ts';
import { type CommandDescription, commandTable, slashCommand, usageOf } from './table.ts';

/** No name or id that a provider knows is longer; what is, cannot be meant. */
const maximumArgumentCharacters = 256;
const shownCharacters = 60;

/** What was typed: a command for the worker, or the wish to fill in a form, which only the ingress can open in time. */
export type Typed = Command | { readonly name: 'fillIn'; readonly form: ResourceForm };

/**
 * Understands what was typed after `/proton`. Never throws: what is not understood becomes `unknown`, with a problem text
 * that says what to type instead. Case matters in names and ids only.
 *
 * @param text - the `text` field of the slash command, as Slack sent it
 * @param forms - of the providers that have one
 */
export function parseCommand(text: string, forms: readonly ResourceForm[] = []): Typed {
  const typed = asTyped(text);
  const words = typed.split(' ').filter(Boolean);
  const [verb = ''] = words.map(unquoted);
  const form = forms.find(({ command }) => command === verb.toLowerCase());
  if (form === undefined) return parseOwnCommand(typed, forms);
  const understood = parseResourceCommand(form, words.slice(1));
  return typeof understood === 'string' ? unknown(typed, understood) : understood;
}

function parseOwnCommand(typed: string, forms: readonly ResourceForm[]): Command {
  const [verb = '', ...words] = typed.split(' ').map(unquoted).filter(Boolean);
  if (verb === '') return { name: 'help' };
  const description = commandTable.find(({ name }) => name === verb.toLowerCase());
  if (description === undefined) return unknown(typed, unknownVerb(verb, forms));
  const problem = problemWith(description, words);
  if (problem !== undefined) return unknown(typed, problem);
  const [argument = ''] = words;
  switch (description.name) {
    case 'help':
    case 'connections':
      return { name: description.name };
    case 'status':
      return argument === '' ? { name: 'status' } : { name: 'status', target: argument };
    case 'cancel':
      return { name: 'cancel', target: argument };
    case 'accept':
    case 'reject':
      return { name: description.name, id: argument };
  }
}

function unknown(typed: string, problem: string): Command {
  return { name: 'unknown', text: cut(typed, maximumArgumentCharacters), problem };
}

function unknownVerb(verb: string, forms: readonly ResourceForm[]): string {
  const names = [...commandTable.map(({ name }) => name), ...forms.map(({ command }) => command)];
  return `There is no command "${cut(verb, shownCharacters)}"; ${suggestion(verb, names)}`;
}

function problemWith(description: CommandDescription, words: readonly string[]): string | undefined {
  const { name, argument } = description;
  const usage = `type "${slashCommand} ${usageOf(description)}"`;
  if (argument.need === 'none') {
    return words.length === 0 ? undefined : `"${name}" stands alone; ${usage}`;
  }
  const example = `${usage}, such as "${slashCommand} ${name} ${argument.example}"`;
  if (words.length === 0)
    return argument.need === 'optional' ? undefined : `"${name}" needs one ${argument.name}; ${example}`;
  if (words.length > 1) return `"${name}" takes one ${argument.name}, and got ${words.length} words; ${example}`;
  const [word = ''] = words;
  return word.length > maximumArgumentCharacters
    ? `The ${argument.name} is longer than any there is (${maximumArgumentCharacters} characters); ${example}`
    : undefined;
}
