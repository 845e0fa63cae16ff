import type { CancelTimer, LocalClock } from '../clock.ts';
import type { Instances } from './instances.ts';
import type { Instance, InstanceState } from './model/instance.ts';
import type { ScriptedAttempt, Scripts } from './scripts.ts';

/** How long things take here, and how many instances there may be. */
export interface SupplyChainSettings {
  /** From Initializing to Active or CreateFailed. */
  readonly creationMs: number;
  /** From Deleting to Deleted or DeleteFailed. */
  readonly deletionMs: number;
  /** How long a Deleted instance is shown before it is no longer found (assumption A36). */
  readonly deletedShownMs: number;
  /** Instances of one account in one region: https://docs.aws.amazon.com/aws-supply-chain/latest/adminguide/quotas.html */
  readonly mostInstances: number;
}

/** Times to watch: AWS publishes none (assumption A34). */
export const defaultSettings: SupplyChainSettings = {
  creationMs: 10_000,
  deletionMs: 5_000,
  deletedShownMs: 300_000,
  mostInstances: 10,
};

/** What can be under way, and where it leads: there are no other transitions (assumption A34). */
interface Attempt {
  readonly on: ScriptedAttempt;
  readonly succeeded: InstanceState;
  readonly failed: InstanceState;
  readonly duration: 'creationMs' | 'deletionMs';
  readonly failure: string;
}
const attempts = {
  Initializing: {
    on: 'deployment',
    succeeded: 'Active',
    failed: 'CreateFailed',
    duration: 'creationMs',
    failure: 'The creation failed, as its outcome was scripted.',
  },
  Deleting: {
    on: 'deletion',
    succeeded: 'Deleted',
    failed: 'DeleteFailed',
    duration: 'deletionMs',
    failure: 'The deletion failed, as its outcome was scripted.',
  },
} as const satisfies Partial<Record<InstanceState, Attempt>>;

interface LifeCycleOptions {
  readonly clock: LocalClock;
  readonly settings: SupplyChainSettings;
  readonly instances: Instances;
  readonly scripts: Scripts;
}

/** Moves instances through their states on the clock, as scripted. */
export class LifeCycle {
  readonly #options: LifeCycleOptions;
  /** What comes next for an instance, and when; undefined when its attempt hangs. */
  readonly #next = new Map<Instance, CancelTimer | undefined>();

  constructor(options: LifeCycleOptions) {
    this.#options = options;
  }

  /** Begins the creation or the deletion of an instance. */
  begin(instance: Instance, state: keyof typeof attempts): void {
    const { clock, settings } = this.#options;
    this.#change(instance, state, undefined);
    const hangs = this.#script(instance)?.outcome === 'hang';
    const durationMs = settings[attempts[state].duration];
    this.#next.set(instance, hangs ? undefined : clock.setTimer(durationMs, () => this.#end(instance)));
  }

  /** Applies changed scripts to what is under way: what hung and no longer does ends at once. */
  applyScripts(): void {
    for (const [instance, cancel] of this.#next) {
      if (!isUnderWay(instance.state)) continue;
      if (this.#script(instance)?.outcome === 'hang') {
        cancel?.();
        this.#next.set(instance, undefined);
      } else if (cancel === undefined) this.#end(instance);
    }
  }

  /** Nothing happens by itself any more. */
  stop(): void {
    for (const cancel of this.#next.values()) cancel?.();
    this.#next.clear();
  }

  #end(instance: Instance): void {
    const { clock, settings, instances } = this.#options;
    const script = this.#script(instance);
    this.#next.delete(instance);
    if (!isUnderWay(instance.state)) return;
    const { succeeded, failed, failure } = attempts[instance.state];
    if (script?.outcome === 'fail') return this.#change(instance, failed, script.statusMessage ?? failure);
    this.#change(instance, succeeded, undefined);
    if (succeeded !== 'Deleted') return;
    const forget = (): void => {
      this.#next.delete(instance);
      instances.remove(instance);
    };
    this.#next.set(instance, clock.setTimer(settings.deletedShownMs, forget));
  }

  #change(instance: Instance, state: InstanceState, errorMessage: string | undefined): void {
    instance.state = state;
    instance.errorMessage = errorMessage;
    instance.modifiedAtMs = this.#options.clock.nowMs();
  }

  #script(instance: Instance) {
    return isUnderWay(instance.state) ? this.#options.scripts.find(instance, attempts[instance.state].on) : undefined;
  }
}

function isUnderWay(state: InstanceState): state is keyof typeof attempts {
  return Object.hasOwn(attempts, state);
}
