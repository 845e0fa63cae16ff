import type { ArgumentValues, CommandDefinition } from '../model/command.ts';
import type { IdempotencyRecord } from '../model/idempotency.ts';
import type { PermissionSubject, PermittedAction } from '../model/permission.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Answer, PersonRequest, Standing } from '../model/request.ts';
import type { Chat, ResourceManager } from '../ports.ts';
import type { ObservePorts } from './look.ts';

/** Whether a person may do something. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** What handling people's requests needs from outside. */
export interface RequestPorts extends ObservePorts {
  readonly chat: Chat;
  /** Checked at the moment of the click, never earlier. */
  readonly authorize: (question: {
    readonly action: PermittedAction;
    /** What it is about; `undefined` if nothing was found under the given name. */
    readonly subject: PermissionSubject | undefined;
    readonly request: PersonRequest;
  }) => Promise<Permission>;
  /** What `bot.yml` lets a person do, whatever it would be done to. */
  readonly standingOf: (request: PersonRequest) => Promise<Standing>;
  /** The resource managers of the providers. */
  readonly resourceManagers: readonly ResourceManager[];
  /** The commands, by name. */
  readonly commands: ReadonlyMap<string, RunnableCommand>;
  readonly referenceOf: (target: string) => SubjectReference | undefined;
}

/** One request while it is handled. */
export interface RequestContext {
  readonly ports: RequestPorts;
  readonly request: PersonRequest;
  /** Its record, with the result of an earlier delivery. */
  readonly record: IdempotencyRecord;
}

/** Carries a command out. What it throws is no answer: the request is answered as failed, or comes back. */
export type CommandHandler<Command extends CommandDefinition> = (
  context: RequestContext,
  values: ArgumentValues<Command['arguments']>,
) => Promise<Answer>;

/** A command with what carries it out. */
export interface RunnableCommand {
  readonly definition: CommandDefinition;
  run(context: RequestContext, values: Readonly<Record<string, string>>): Promise<Answer>;
}
