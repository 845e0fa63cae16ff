import { type ActionType, actionTypes } from '../../model/claim.ts';
import type { Arguments, CommandDefinition, ParsedCommand } from '../../model/command.ts';
import type { PermittedAction } from '../../model/permission.ts';
import type { ResourceForm } from '../resources/index.ts';

/** The parts of the help, with their headings, in this order. */
export const commandGroups = {
  look: 'See what happens',
  deployments: 'Act on a deployment',
  connections: 'Environment account connections',
  approvals: 'Answer what is asked',
  holds: 'Holds',
  rules: 'Rules',
  resources: 'Create, list and delete',
} as const;

/** One way to type a command after a provider's word: `depot show <name|id>`. */
export interface ResourceVerb {
  /** Not typed if a provider has only its form: then the provider's word opens it, `create-instance`. */
  readonly verb: string;
  /** Whether the name or id of one resource follows; it may have spaces. */
  readonly takesName: boolean;
  /** The permission to submit the form, or to confirm. */
  readonly permission?: PermittedAction;
  /** What it does, in one line. */
  readonly summary: (names: { readonly resource: string; readonly resources: string }) => string;
}

/** How a command is typed, in addition to the members of every command. */
export type SlackCommand = CommandDefinition &
  (
    | {
        readonly typed: 'byName';
        readonly group: keyof typeof commandGroups;
        /** What it does, in one line. */
        readonly summary: string;
        /** The action that makes the command useful, if that is not its permission. */
        readonly needs?: ActionType;
      }
    /** Once for each provider that has a form; its arguments are `provider` and `target`. */
    | {
        readonly typed: 'belowProvider';
        readonly verbs: readonly ResourceVerb[];
        /** The ingress opens a form at once, while Slack still allows it. Nothing is queued before it is submitted. */
        readonly opensForm?: true;
      }
    | { readonly typed: 'never' }
  );

/** The typed command: one for the worker, or a request for a form, which only the ingress can open in time. */
export type CommandInput = { readonly command: ParsedCommand } | { readonly form: ResourceForm };

/** The action without which a command is of no use; most commands need none. */
export function actionOf(command: SlackCommand): ActionType | undefined {
  if ('needs' in command) return command.needs;
  return command.effect === 'write' ? actionTypes.find((action) => action === command.permission) : undefined;
}

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
