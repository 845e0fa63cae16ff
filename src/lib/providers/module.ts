import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { EventParser } from '../model/event.ts';
import type { ProviderTraits } from '../model/provider-traits.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { TagKeys } from '../model/tags.ts';
import type { Clock, Provider, ResourceManager } from '../ports.ts';
import type { ResourceForm } from '../slack/index.ts';

/**
 * A back end is a folder with two files that the bot knows by name: `manifest.ts`, pure data for the build and the checks, and
 * `module.ts`, whose exports are a {@link ProviderModule}. Its manifest stands in `registry.ts`; nothing else names it.
 */
export interface ProviderManifest extends ProviderTraits {
  /** What people call it: `AWS Proton`. */
  readonly title: string;
  /** The file with its {@link ProviderModule}, from the project's folder on. */
  readonly module: string;
  /** Whether the bot serves it where `bot.yml` says nothing of it. */
  readonly enabledByDefault: boolean;
  /**
   * How often what is under way is listed, where the bot's own interval (`discoveryIntervalSeconds`, a minute) is too often for the
   * rates of its lists. What is open is looked at every minute all the same.
   */
  readonly discoveryIntervalMs?: number;
  /** Switches beside `enabled` in its section of `bot.yml`, by name. */
  readonly options: Readonly<Record<string, ProviderOption>>;
  /** What it brings along. */
  readonly features: readonly ProviderFeature[];
}

export interface ProviderOption {
  /** A sentence for editors and for the reference. */
  readonly description: string;
  readonly default: boolean;
}

/** What goes into bundles and into the template together, or not at all. */
export interface ProviderFeature {
  /** The option that switches it on; without one it is there wherever the back end is enabled. */
  readonly option?: string;
  /** What its module has for it. */
  readonly exports: readonly (keyof ProviderModule)[];
  /** What a function may do for it, beside what every function may. */
  readonly rights?: Readonly<Partial<Record<ProviderFunction, readonly ProviderStatement[]>>>;
  readonly events?: readonly ProviderEvents[];
  /** Variables of functions; a value may hold the framework's own `${…}`. */
  readonly environment?: Readonly<Partial<Record<ProviderFunction, Readonly<Record<string, string>>>>>;
}

/** The functions that ask back ends, and the one that opens forms. */
export type ProviderFunction = 'observe' | 'discover' | 'command' | 'slack';

export interface ProviderStatement {
  readonly actions: readonly string[];
  /** `*`, or an ARN in which CloudFormation fills in `${AWS::Partition}` and the like. */
  readonly resource: string;
}

/** Events on the default bus, and the queue that they go to. */
export interface ProviderEvents {
  /** Of the rule, in the template. */
  readonly logicalId: string;
  readonly description: string;
  readonly source: string;
  /** All of the source without them. */
  readonly detailTypes?: readonly string[];
  /** `observe` takes hints, `notify` what is told as it is. */
  readonly to: 'observe' | 'notify';
}

/**
 * What a back end is when the bot runs: the exports of its `module.ts`, each of which goes into the bundles that have use for it,
 * and only there. Its features say which of the optional ones it has.
 */
export interface ProviderModule {
  readonly createProvider: (runtime: ProviderRuntime) => Provider;
  /** What a target's canonical text refers to; `undefined` where it is none of this back end's. */
  readonly referenceOf: (target: string) => SubjectReference | undefined;
  /** What its events say. */
  readonly eventParser?: EventParser;
  /** Creates, changes and deletes its resources. */
  readonly createResourceManager?: (runtime: ProviderRuntime) => ResourceManager;
  /** How people fill that in. */
  readonly resourceForm?: ResourceForm;
}

/** What an SDK client signs with; the SDK's own type, by the only name that all its packages share. */
export type Credentials = Awaited<ReturnType<ReturnType<typeof fromTemporaryCredentials>>>;

/** Where a client asks. */
export interface ClientContext {
  readonly region: string;
  /** Absent in the bot's own account. */
  readonly credentials?: () => Promise<Credentials>;
}

/** What every SDK client is made with. */
export interface ClientSettings {
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** What a back end is made with. */
export interface ProviderRuntime extends ClientContext {
  readonly clientSettings: ClientSettings;
  readonly clock: Clock;
  /** Resolves after so many milliseconds: for calls that are spaced out (`call-rate.ts`). */
  readonly wait: (durationMs: number) => Promise<void>;
  /** Which tags name the environment and the service of what has neither itself (`namesFromTags`). */
  readonly tagKeys: TagKeys;
}

/**
 * Options for the two clients of a back end. The one that acts makes a single attempt: a repetition underneath would run past
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
