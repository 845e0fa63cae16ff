import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { ActionType } from '../model/claim.ts';
import type { EventParser } from '../model/event.ts';
import type { ProviderTraits } from '../model/provider-traits.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { TagKeys } from '../model/tags.ts';
import type { Clock, Provider, ResourceManager } from '../ports.ts';
import type { ResourceForm } from '../slack/index.ts';

/**
 * A back end is a folder with two files that the bot knows by name: `manifest.ts`, pure data for the build and the checks, and
 * `module.ts`, whose exports are a {@link ProviderModule}. Its manifest is listed in `registry.ts`; nothing else names it.
 */
export interface ProviderManifest extends ProviderTraits {
  /** Its name for people: `AWS Proton`. */
  readonly title: string;
  /** The path of the file with its {@link ProviderModule}, relative to the project's folder. */
  readonly module: string;
  /** Whether it is enabled if `bot.yml` does not mention it. */
  readonly enabledByDefault: boolean;
  /**
   * How often what is under way is listed, where the bot's own interval (`discoveryIntervalSeconds`, a minute) is too often for the
   * rates of its lists. What is open is looked at every minute all the same.
   */
  readonly discoveryIntervalMs?: number;
  /** Switches beside `enabled` in its section of `bot.yml`, by name. */
  readonly options: Readonly<Record<string, ProviderOption>>;
  /** Its features. */
  readonly features: readonly ProviderFeature[];
}

export interface ProviderOption {
  /** A sentence for editors and for the reference. */
  readonly description: string;
  readonly default: boolean;
}

/** Code and template resources that are packaged together, or not at all. */
export interface ProviderFeature {
  /** The option that enables it; without one it is on if the back end is enabled. */
  readonly option?: string;
  /** The exports of its module for it. */
  readonly exports: readonly (keyof ProviderModule)[];
  /** What the back end can do with it. A command for an action is there only if an enabled back end can do the action. */
  readonly actions?: readonly ActionType[];
  /** The additional permissions of each function for it. */
  readonly rights?: Readonly<Partial<Record<ProviderFunction, readonly ProviderStatement[]>>>;
  /** The same for what is in the bot's own account and Region only, also where it serves others. */
  readonly ownAccountRights?: ProviderFeature['rights'];
  readonly events?: readonly ProviderEvents[];
  /** Variables of functions; a value may hold the framework's own `${…}`. */
  readonly environment?: Readonly<Partial<Record<ProviderFunction, Readonly<Record<string, string>>>>>;
}

/** The functions that call back ends, and the one that opens forms. */
export type ProviderFunction = 'observe' | 'discover' | 'command' | 'slack';

export interface ProviderStatement {
  readonly actions: readonly string[];
  /** `*`, or an ARN in which CloudFormation fills in `${AWS::Partition}` and the like. */
  readonly resource: string;
  /** With `iam:PassRole`: the only service that the roles may be passed to. */
  readonly passedTo?: string;
}

/** Events on the default bus, and the queue that they go to. */
export interface ProviderEvents {
  /** Of the rule, in the template. */
  readonly logicalId: string;
  readonly description: string;
  readonly source: string;
  /** The source of the same events from a host that is not AWS; it may hold the framework's own `${…}`. */
  readonly hostSource?: string;
  /** Without them, all events of the source. */
  readonly detailTypes?: readonly string[];
  /** `observe` gets hints, `notify` gets events that are posted unchanged. */
  readonly to: 'observe' | 'notify';
}

/**
 * The code of a back end: the exports of its `module.ts`. Each export is only in the bundles that use it. The features of the
 * manifest say which of the optional ones it has.
 */
export interface ProviderModule {
  readonly createProvider: (runtime: ProviderRuntime) => Provider;
  /** The reference of a target's canonical text; `undefined` if it is not of this back end. */
  readonly referenceOf: (target: string) => SubjectReference | undefined;
  /** The parser of its events. */
  readonly eventParser?: EventParser;
  /** Creates, changes and deletes its resources. */
  readonly createResourceManager?: (runtime: ProviderRuntime) => ResourceManager;
  /** The form for that. */
  readonly resourceForm?: ResourceForm;
}

/** The credentials of an SDK client: the SDK's own type, by the only name that all its packages share. */
export type Credentials = Awaited<ReturnType<ReturnType<typeof fromTemporaryCredentials>>>;

/** Where a client makes its calls. */
export interface ClientContext {
  readonly region: string;
  /** Absent in the bot's own account. */
  readonly credentials?: () => Promise<Credentials>;
}

/** The options of every SDK client. */
export interface ClientSettings {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** The options of a back end. */
export interface ProviderRuntime extends ClientContext {
  readonly clientSettings: ClientSettings;
  readonly clock: Clock;
  /** Resolves after so many milliseconds: for calls that are spaced out (`call-rate.ts`). */
  readonly wait: (durationMs: number) => Promise<void>;
  /** Which tags name the environment and the service of what has neither itself (`namesFromTags`). */
  readonly tagKeys: TagKeys;
}

/**
 * Options for the two clients of a back end. The one that acts makes a single attempt. A retry inside the client would run past
 * the fence, which was checked for the first attempt only.
 */
export function clientOptions({
  region,
  credentials,
  clientSettings,
}: ClientContext & Pick<ProviderRuntime, 'clientSettings'>) {
  const reading = { ...clientSettings, region, ...(credentials === undefined ? {} : { credentials }) };
  return { reading, acting: { ...reading, maxAttempts: 1 } };
}

/**
 * The two clients of a back end, each made when it is first used. Of several back ends, most invocations ask one, and few act: so a
 * container starts sooner.
 */
export function clientsOf<Client>(
  Client: new (options: ReturnType<typeof clientOptions>['reading']) => Client,
  runtime: Parameters<typeof clientOptions>[0],
): { readonly reading: Client; readonly acting: Client } {
  const options = clientOptions(runtime);
  let [reading, acting]: [Client?, Client?] = [];
  return {
    get reading() {
      return (reading ??= new Client(options.reading));
    },
    get acting() {
      return (acting ??= new Client(options.acting));
    },
  };
}
