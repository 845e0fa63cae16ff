import type { LocalClock } from '../clock.ts';
import type { CloudIdentity } from '../identity.ts';
import type { LocalRandom } from '../random.ts';
import { ClientTokens } from './client-tokens.ts';
import { unknownOperationError } from './errors.ts';
import { Instances } from './instances.ts';
import { defaultSettings, LifeCycle, type SupplyChainSettings } from './life-cycle.ts';
import { INPUTS, type OperationName } from './model/inputs.ts';
import { readInput } from './model/read-input.ts';
import { createOperations, type Operations, type Outputs } from './operations.ts';
import { readScriptTarget, type ScriptedAttempt, type ScriptedOutcome, Scripts } from './scripts.ts';

export interface SupplyChainOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  /** Account and region of those who do not say another one. */
  readonly identity: CloudIdentity;
  readonly settings?: Partial<SupplyChainSettings> | undefined;
}

/** @public */
export interface ScriptOptions {
  /** The instance's `errorMessage`; with the outcome `fail` only. */
  readonly statusMessage?: string | undefined;
  /** `deployment`, which is the creation, unless given. */
  readonly on?: ScriptedAttempt | undefined;
}

/** An AWS Supply Chain in memory: the instance operations, as far as is known (assumptions A34 to A40). */
export interface SupplyChain {
  /**
   * Runs one operation.
   *
   * @param input as on the wire, members of path and query included; it is checked, whatever it is
   * @param owner the calling account and the region
   * @returns as on the wire: timestamps are epoch seconds
   * @throws AwsError one of the errors of the API model, UnknownOperationException or SerializationException
   */
  call<Operation extends OperationName>(
    operation: Operation,
    input: unknown,
    owner?: CloudIdentity,
  ): Outputs[Operation];
  call(operation: string, input: unknown, owner?: CloudIdentity): Outputs[OperationName];
  /**
   * Decides how creations or deletions of an instance end from now on, what is under way included.
   *
   * @param target `instance/<name or id>` or `arn:aws:scn:<region>:<account>:instance/<name or id>`; it need not exist yet
   * @throws AwsError ValidationException for a malformed target, or a message that nothing would show
   */
  script(target: string, outcome: ScriptedOutcome, options?: ScriptOptions): void;
  /** Ends the timers: nothing happens by itself any more. */
  stop(): void;
}

/** Makes an empty Supply Chain on a clock. */
export function createSupplyChain({ clock, random, identity, settings: given }: SupplyChainOptions): SupplyChain {
  const settings = { ...defaultSettings, ...given };
  const instances = new Instances();
  const scripts = new Scripts();
  const lifeCycle = new LifeCycle({ clock, settings, instances, scripts });
  const clientTokens = new ClientTokens(clock);
  const operations = createOperations({ clock, random, settings, instances, clientTokens, lifeCycle });

  function run<Operation extends OperationName>(
    operation: Operation,
    input: unknown,
    owner: CloudIdentity,
  ): Outputs[Operation] {
    const checked = readInput(operation, input);
    const work: Operations[Operation] = operations[operation];
    return work(owner, checked);
  }

  return {
    call(operation: string, input: unknown, owner = identity) {
      if (!isOperation(operation)) throw unknownOperationError(operation);
      return run(operation, input, owner);
    },
    script(target, outcome, { statusMessage, on = 'deployment' } = {}) {
      scripts.set(readScriptTarget(target, identity), on, { outcome, statusMessage });
      lifeCycle.applyScripts();
    },
    stop: () => lifeCycle.stop(),
  };
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(INPUTS, name);
}
