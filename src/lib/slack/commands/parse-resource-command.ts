import { usualMaximumCharacters } from '../../model/command.ts';
import { suggestion } from '../../suggestion.ts';
import { slashCommand } from '../action-ids.ts';
import type { OrderForm } from '../orders/index.ts';
import { cut } from '../plain.ts';
import type { Typed } from './definition.ts';
import { unquoted } from './normalise.ts';
import { resourceUsages, resourceVerbs } from './usages.ts';

const shownCharacters = 60;

/** Where nothing follows the provider's word. */
const usualVerb = 'list';

/**
 * Understands what follows a provider's word: a verb, and where that takes one, a name, which may have spaces.
 *
 * @returns what is meant, or a text that says what to type instead
 */
export function parseResourceCommand(form: OrderForm, words: readonly string[]): Typed | string {
  const { provider, command: word } = form;
  const [typedVerb = usualVerb, ...rest] = words;
  const verb = resourceVerbs.find((candidate) => candidate.verb === unquoted(typedVerb).toLowerCase());
  if (verb === undefined) return unknownVerb(form, typedVerb);
  const target = unquoted(rest.join(' '));
  if (!verb.takesName && target !== '') {
    return `"${word} ${verb.verb}" stands alone; type "${slashCommand} ${word} ${verb.verb}"`;
  }
  const problem = verb.takesName ? problemWith(form, verb.verb, target) : undefined;
  if (problem !== undefined) return problem;
  if ('opensForm' in verb.command) return { form };
  return { command: { name: verb.command.name, provider, ...(verb.takesName ? { target } : {}) } };
}

function unknownVerb(form: OrderForm, typed: string): string {
  const known = resourceVerbs.map(({ verb }) => verb);
  const usages = resourceUsages(form).map(({ usage }) => `"${slashCommand} ${usage}"`);
  return `"${form.command}" has no "${cut(typed, shownCharacters)}" (${suggestion(typed, known)}); type ${usages.join(', ')}`;
}

function problemWith(form: OrderForm, verb: string, target: string): string | undefined {
  const { command, thing, exampleName } = form;
  const example = `type "${slashCommand} ${command} ${verb} <name|id>", such as "${slashCommand} ${command} ${verb} ${exampleName}"`;
  if (target === '') return `"${command} ${verb}" needs the name or id of one ${thing}; ${example}`;
  return target.length > usualMaximumCharacters
    ? `The name is longer than any there is (${usualMaximumCharacters} characters); ${example}`
    : undefined;
}
