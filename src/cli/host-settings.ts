import type { AuditSink, StandaloneOptions } from '@proton-bot/control-plane/standalone';
import { type CommandArguments, type CommandContext, CommandFailed, type Flag, UsageError } from './command.ts';
import { flagText, regionOf } from './control-plane-settings.ts';

/** The source of events of a control plane that is not AWS's. `serverless.yml` takes it for Proton's, too. */
const standardSource = 'proton-bot.control-plane';

/** The flags for whoever hosts the control plane for others. */
export const hostFlags: readonly Flag[] = [
  { name: 'credentials', type: 'string', value: 'file', help: 'JSON file: account and secret of each access key id' },
  {
    name: 'require-signatures',
    type: 'boolean',
    help: 'refuse calls that are not signed with an issued key (keys create) or one of the credentials',
  },
  {
    name: 'audit',
    type: 'string',
    value: 'file',
    help: 'append a line for each call to this file; - is standard output, none is off (default - with --require-signatures)',
  },
  {
    name: 'event-bus',
    type: 'string',
    value: 'name',
    help: 'forward events to this EventBridge bus, by name or ARN (default none)',
  },
  { name: 'event-source', type: 'string', value: 'source', help: `their source (default ${standardSource})` },
];

/** Where audit lines go; undefined where nowhere. */
export function auditOf(
  flags: CommandArguments['flags'],
  { out }: Pick<CommandContext, 'out'>,
): { readonly audit: string | AuditSink; readonly name: string } | undefined {
  const audit = flagText(flags, 'audit') ?? (flags['require-signatures'] === true ? '-' : 'none');
  if (audit === 'none') return undefined;
  if (audit !== '-') return { audit, name: audit };
  return { audit: { write: (line) => out(line), close: () => undefined }, name: 'standard output' };
}

const busName = /^(?:arn:aws[\w-]*:events:([a-z\d-]+):\d{12}:event-bus\/)?[\w./-]{1,256}$/;
const sourceName = /^[\w.-]{1,256}$/;

/** The bus that events are forwarded to, as typed. @throws UsageError */
export function eventBusOf(
  flags: CommandArguments['flags'],
  environment: CommandContext['environment'],
): { readonly bus: string; readonly source: string; readonly region: string } | undefined {
  const bus = flagText(flags, 'event-bus');
  const source = flagText(flags, 'event-source') ?? standardSource;
  if (bus === undefined || bus === 'none') {
    if (flags['event-source'] !== undefined) throw new UsageError('--event-source needs --event-bus');
    return undefined;
  }
  const match = busName.exec(bus);
  if (match === null) throw new UsageError(`--event-bus must be the name or the ARN of an event bus, not "${bus}"`);
  if (!sourceName.test(source)) {
    throw new UsageError(`--event-source must be of letters, digits, ".", "-" and "_", not "${source}"`);
  }
  if (source.startsWith('aws.')) throw new UsageError(`--event-source cannot be ${source}: AWS keeps aws.* for itself`);
  return { bus, source, region: match[1] ?? regionOf(flags, environment) };
}

/** Loads the client of EventBridge only where events are forwarded. */
export async function senderOf(
  options: ReturnType<typeof eventBusOf>,
): Promise<StandaloneOptions<NodeJS.Timeout>['sender']> {
  if (options === undefined) return undefined;
  const { createEventBusSender } = await import('./event-bus-sender.ts');
  return createEventBusSender(options);
}

/** The file of the state that a command about it is for. @throws UsageError */
export function stateFileOf(command: string, flags: CommandArguments['flags']): string {
  const file = flagText(flags, 'state');
  if (file === undefined)
    throw new UsageError(`${command} needs --state, the file that the control plane is started with`);
  return file;
}

/** Runs something of the control plane; what the user can mend is a message. */
export async function mendable<Result>(work: () => Promise<Result> | Result): Promise<Result> {
  const { StandaloneError } = await import('@proton-bot/control-plane/standalone');
  try {
    return await work();
  } catch (error) {
    throw error instanceof StandaloneError ? new CommandFailed(error.message, { cause: error }) : error;
  }
}

/** `--state`, for commands about a control plane that may be running. */
export const stateFlag: Flag = {
  name: 'state',
  type: 'string',
  value: 'file',
  help: 'the file that the control plane keeps its state in',
};
