import type { ActionSupport } from '../../model/provider-traits.ts';
import type { ResourceForm } from '../resources/index.ts';
import { actionOf, type commandGroups, type ResourceVerb, type SlackCommand, usageOf } from './definition.ts';
import { commands } from './list.ts';

/** One line of the help. */
export interface Usage {
  readonly group: keyof typeof commandGroups;
  readonly usage: string;
  readonly summary: string;
}

/** The verbs after a provider's word, each with its command. */
const resourceVerbs = commands.flatMap((command) =>
  command.typed === 'belowProvider'
    ? command.verbs.map((verb): ResourceVerb & { readonly command: SlackCommand } => ({ ...verb, command }))
    : [],
);

/** The same for one provider. If people see its resources in another way, it has only its form. */
export function verbsOf({ existing }: ResourceForm): typeof resourceVerbs {
  return existing === undefined ? resourceVerbs.filter(({ command }) => 'opensForm' in command) : resourceVerbs;
}

/** The commands for the resources of one provider, with their summaries and permissions. */
export function resourceUsages(form: ResourceForm): readonly (Usage & Pick<ResourceVerb, 'permission'>)[] {
  const { command, resource, existing } = form;
  const names = { resource, resources: existing?.resources ?? '' };
  return verbsOf(form).map(({ verb, takesName, summary, permission }) => ({
    group: 'resources' as const,
    usage: [command, ...(existing === undefined ? [] : [verb]), ...(takesName ? ['<name|id>'] : [])].join(' '),
    summary: summary(names),
    ...(permission === undefined ? {} : { permission }),
  }));
}

/** Whether an enabled back end can do what the command is for. */
export function isSupported(command: SlackCommand, support: ActionSupport | undefined): boolean {
  const action = actionOf(command);
  return support === undefined || action === undefined || support.actions.includes(action);
}

/**
 * All that can be typed.
 *
 * @param support - what the enabled back ends can do; without it, everything
 */
export function usages(forms: readonly ResourceForm[], support?: ActionSupport): readonly Usage[] {
  return [
    ...commands.flatMap((command) =>
      command.typed === 'byName' && isSupported(command, support)
        ? [{ group: command.group, usage: usageOf(command), summary: command.summary }]
        : [],
    ),
    ...forms.flatMap(resourceUsages),
  ];
}
