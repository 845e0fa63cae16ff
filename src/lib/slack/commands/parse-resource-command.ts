import { suggestion } from '../../did-you-mean.ts';
import { usualMaximumCharacters } from '../../model/command.ts';
import { slashCommand } from '../action-ids.ts';
import { cut } from '../plain.ts';
import type { ResourceForm } from '../resources/index.ts';
import type { CommandInput } from './definition.ts';
import { unquoted } from './normalise.ts';
import { verbsOf } from './usages.ts';

const shownCharacters = 60;

/** If nothing follows the provider's word. */
const usualVerb = 'list';

/**
 * Parses the text after a provider's word: a verb and, for some verbs, a name, which may have spaces. There is no text if the
 * word alone opens the provider's form.
 *
 * @returns the command, or a text that says what to type instead
 */
export function parseResourceCommand(form: ResourceForm, words: readonly string[]): CommandInput | string {
  const { provider, command: word, existing } = form;
  if (existing === undefined) return words.length === 0 ? { form } : standsAlone(word);
  const [typedVerb = usualVerb, ...rest] = words;
  const verb = verbsOf(form).find((candidate) => candidate.verb === unquoted(typedVerb).toLowerCase());
  if (verb === undefined) return unknownVerb(form, typedVerb);
  const target = unquoted(rest.join(' '));
  if (!verb.takesName && target !== '') return standsAlone(`${word} ${verb.verb}`);
  const problem = verb.takesName ? problemWith(form, existing.exampleName, verb.verb, target) : undefined;
  if (problem !== undefined) return problem;
  if ('opensForm' in verb.command) return { form };
  return { command: { name: verb.command.name, provider, ...(verb.takesName ? { target } : {}) } };
}

function standsAlone(usage: string): string {
  return `"${usage}" takes no arguments; type "${slashCommand} ${usage}"`;
}

function unknownVerb(form: ResourceForm, typed: string): string {
  const known = verbsOf(form).map(({ verb }) => verb);
  return `"${form.command}" has no "${cut(typed, shownCharacters)}"; ${suggestion(typed, known)}`;
}

function problemWith(
  { command, resource }: ResourceForm,
  exampleName: string,
  verb: string,
  target: string,
): string | undefined {
  const example = `type "${slashCommand} ${command} ${verb} <name|id>", such as "${slashCommand} ${command} ${verb} ${exampleName}"`;
  if (target === '') return `"${command} ${verb}" needs the name or id of one ${resource}; ${example}`;
  return target.length > usualMaximumCharacters
    ? `The name is too long (at most ${usualMaximumCharacters} characters); ${example}`
    : undefined;
}
