import { suggestion } from '../../suggestion.ts';
import { cut } from '../plain.ts';
import type { ResourceForm } from '../resources/index.ts';
import { unquoted } from './normalise.ts';
import type { Typed } from './parse.ts';
import { slashCommand } from './table.ts';

/** An ARN may be meant; what is longer cannot be. */
const maximumNameCharacters = 256;
const shownCharacters = 60;

const verbs = ['create', 'list', 'show', 'delete'] as const;

/** What can be typed about the resources of one provider, and what it does. */
export function resourceUsages(form: ResourceForm): readonly { readonly usage: string; readonly summary: string }[] {
  const { command, resource, existing } = form;
  if (existing === undefined) return [{ usage: command, summary: `a form that creates one ${resource}` }];
  const { resources } = existing;
  return [
    { usage: `${command} create`, summary: `a form that creates one ${resource}` },
    { usage: `${command} list`, summary: `the ${resources} there are` },
    { usage: `${command} show <name|id>`, summary: `how one ${resource} stands` },
    { usage: `${command} delete <name|id>`, summary: `deletes one ${resource}, after asking` },
  ];
}

/**
 * @param words - what follows the form's own word
 * @returns what is meant, or a text that says what to type instead
 */
export function parseResourceCommand(form: ResourceForm, words: readonly string[]): Typed | string {
  const { provider, command, existing } = form;
  if (existing === undefined) {
    return words.length === 0
      ? { name: 'fillIn', form }
      : `"${command}" stands alone; type "${slashCommand} ${command}"`;
  }
  const [typedVerb = 'list', ...rest] = words;
  const verb = verbs.find((candidate) => candidate === unquoted(typedVerb).toLowerCase());
  // Names may have spaces: all that follows is one name.
  const target = unquoted(rest.join(' '));
  switch (verb) {
    case undefined:
      return unknownVerb(form, typedVerb);
    case 'create':
      return target === '' ? { name: 'fillIn', form } : standsAlone(command, verb);
    case 'list':
      return target === '' ? { name: 'resources', provider } : standsAlone(command, verb);
    case 'show':
    case 'delete': {
      const problem = problemWith(form, existing.exampleName, verb, target);
      return problem ?? { name: verb === 'show' ? 'resources' : 'confirmDelete', provider, target };
    }
  }
}

function standsAlone(command: string, verb: string): string {
  return `"${command} ${verb}" stands alone; type "${slashCommand} ${command} ${verb}"`;
}

function unknownVerb(form: ResourceForm, typed: string): string {
  const usages = resourceUsages(form).map(({ usage }) => `"${slashCommand} ${usage}"`);
  return `"${form.command}" has no "${cut(typed, shownCharacters)}" (${suggestion(typed, verbs)}); type ${usages.join(', ')}`;
}

function problemWith(
  { command, resource }: ResourceForm,
  exampleName: string,
  verb: string,
  target: string,
): string | undefined {
  const example = `type "${slashCommand} ${command} ${verb} <name|id>", such as "${slashCommand} ${command} ${verb} ${exampleName}"`;
  if (target === '') return `"${command} ${verb}" needs the name or id of one ${resource}; ${example}`;
  return target.length > maximumNameCharacters
    ? `The name is longer than any there is (${maximumNameCharacters} characters); ${example}`
    : undefined;
}
