import type { OrderForm } from '../orders/index.ts';
import { type ResourceVerb, type SlackCommand, usageOf } from './definition.ts';
import { commands } from './list.ts';

/** One line of the help. */
export interface Usage {
  readonly usage: string;
  readonly summary: string;
}

/** What can be typed below a provider's word, each with the command that it means. */
export const resourceVerbs = commands.flatMap((command) =>
  command.typed === 'belowProvider'
    ? command.verbs.map((verb): ResourceVerb & { readonly command: SlackCommand } => ({ ...verb, command }))
    : [],
);

/** What can be typed about the resources of one provider, and what it does. */
export function resourceUsages(form: OrderForm): readonly Usage[] {
  return resourceVerbs.map((verb) => ({
    usage: `${form.command} ${verb.verb}${verb.takesName ? ' <name|id>' : ''}`,
    summary: verb.summary(form),
  }));
}

/** All that can be typed. */
export function usages(forms: readonly OrderForm[]): readonly Usage[] {
  return [
    ...commands.flatMap((command) =>
      command.typed === 'byName' ? [{ usage: usageOf(command), summary: command.summary }] : [],
    ),
    ...forms.flatMap(resourceUsages),
  ];
}
