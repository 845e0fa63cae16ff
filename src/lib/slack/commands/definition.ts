import type { Arguments, CommandDefinition, ParsedCommand } from '../../model/command.ts';
import type { PermittedAction } from '../../model/permission.ts';
import type { ResourceForm } from '../resources/index.ts';

/** One way to type a command below a provider's own word: `depot show <name|id>`. */
export interface ResourceVerb {
  /** Not typed where all there is of a provider is its form: then the provider's own word opens that, `create-instance`. */
  readonly verb: string;
  /** Whether the name or id of one resource follows; it may have spaces. */
  readonly takesName: boolean;
  /** What whoever sends off the form, or confirms, must be allowed to. */
  readonly permission?: PermittedAction;
  /** What it does, in one line. */
  readonly summary: (names: { readonly resource: string; readonly resources: string }) => string;
}

/** How a command is typed, beside what every command has. */
export type SlackCommand = CommandDefinition &
  (
    | {
        readonly typed: 'byName';
        /** What it does, in one line. */
        readonly summary: string;
      }
    /** Once for each provider that has a form; its arguments are `provider` and `target`. */
    | {
        readonly typed: 'belowProvider';
        readonly verbs: readonly ResourceVerb[];
        /** The ingress opens a form at once, while Slack still lets it; nothing is queued until that is sent off. */
        readonly opensForm?: true;
      }
    | { readonly typed: 'never' }
  );

/** What was typed: a command for the worker, or the request to fill in a form, which only the ingress can open in time. */
export type CommandInput = { readonly command: ParsedCommand } | { readonly form: ResourceForm };

/** How a command is typed: `status [target]`, `cancel <target>`. */
export function usageOf({
  name,
  arguments: described,
}: {
  readonly name: string;
  readonly arguments: Arguments;
}): string {
  const words = Object.values(described).map(({ need, label }) => (need === 'optional' ? `[${label}]` : `<${label}>`));
  return [name, ...words].join(' ');
}
