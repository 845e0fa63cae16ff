/** A command of an AWS SDK client, as far as its types matter here. */
interface SdkCommand<Output> {
  readonly input: object;
  resolveMiddleware(stack: never, configuration: never, options: never): (sent: never) => Promise<{ output: Output }>;
}

interface SdkClient {
  send<Output>(command: SdkCommand<Output>, options?: { readonly abortSignal?: AbortSignal }): Promise<Output>;
}

/** How one call is made. */
export interface CallOptions {
  /** Aborts it. */
  readonly signal?: AbortSignal;
}

/** What each operation takes and answers, by its name. */
export type Operations<Names extends string = string> = Readonly<
  Record<Names, { readonly input: object; readonly output: object }>
>;

type InputOf<Class> = Class extends new (input: infer Input extends object) => unknown ? Input : never;
type OutputOf<Class> = Class extends new (input: never) => SdkCommand<infer Output extends object> ? Output : never;

/** The operations of a table of SDK commands: `{ GetDeployment: GetDeploymentCommand }`. */
export type OperationsOf<Commands> = {
  readonly [Name in keyof Commands & string]: {
    readonly input: InputOf<Commands[Name]>;
    readonly output: OutputOf<Commands[Name]>;
  };
};

/**
 * A provider's only interface to the outside. On AWS and in the local cloud it is an SDK client, in the simulation the service
 * itself.
 */
export interface SdkApi<All extends Operations> {
  call<Name extends keyof All & string>(
    operation: Name,
    input: All[Name]['input'],
    options?: CallOptions,
  ): Promise<All[Name]['output']>;
}

type CommandsOf<All extends Operations> = {
  readonly [Name in keyof All & string]: new (
    input: All[Name]['input'],
  ) => SdkCommand<All[Name]['output']>;
};

/**
 * `acting` makes the calls that change something. It must make a single attempt (`maxAttempts: 1`): a retry inside it would run past
 * the fence.
 */
export interface SdkClients<Client> {
  readonly reading: Client;
  readonly acting: Client;
}

/** The API of a table of SDK commands. */
export function createSdkApi<All extends Operations>(
  commands: CommandsOf<All>,
  clients: SdkClients<SdkClient>,
): SdkApi<All> {
  return {
    call(operation, input, { signal } = {}) {
      const Command: CommandsOf<All>[typeof operation] = commands[operation];
      const client = clients[isReading(operation) ? 'reading' : 'acting'];
      return signal === undefined
        ? client.send(new Command(input))
        : client.send(new Command(input), { abortSignal: signal });
    },
  };
}

/** The names of all operations of a table: tests hold the functions' rights against them. */
export function operationNames<Commands extends object>(commands: Commands): readonly (keyof Commands & string)[] {
  return Object.keys(commands).filter((name): name is keyof Commands & string => Object.hasOwn(commands, name));
}

/** Whether an operation changes nothing: AWS names those that read so in all services of this folder. */
export function isReading(operation: string): boolean {
  return /^(?:Get|List|Describe|BatchGet)/.test(operation);
}
