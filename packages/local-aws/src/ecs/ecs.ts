import type { LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import type { EventDraft } from '../event-bridge/index.ts';
import type { CloudIdentity } from '../identity.ts';
import { type LocalRandom, randomHex } from '../random.ts';
import { Engine } from './engine/engine.ts';
import { INPUTS, type InputOf, type OperationName, readInput } from './model/inputs.ts';
import type { EcsState } from './model/state.ts';
import { reading } from './operations/read.ts';
import { createWriting } from './operations/write.ts';
import { type EcsOutcome, readTarget, Scripts } from './scripts.ts';
import { defaultSettings, type EcsSettings } from './settings.ts';
import { EcsStore, findService } from './store.ts';

export interface EcsOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  /** Account and Region of those who do not say another one. */
  readonly identity: CloudIdentity;
  readonly settings?: Partial<EcsSettings> | undefined;
  /** Takes the events that AWS would put on the default bus. */
  readonly emit?: ((event: EventDraft) => void) | undefined;
  /** Is told of every change. */
  readonly onChange?: (() => void) | undefined;
}

/** An Amazon ECS in memory: clusters, services, their deployments and daemons, as far as is known (assumptions E1 to E5). */
export interface Ecs {
  /** Everything as it is now. Never changed in place: what is kept of it stays as it was. */
  readonly state: EcsState;
  /**
   * Runs one operation.
   *
   * @param input as on the wire; it is checked, whatever it is
   * @param owner the calling account and the Region
   * @returns as on the wire: timestamps are epoch seconds
   * @throws AwsError one of the errors of the API model, UnknownOperationException or SerializationException
   */
  call(operation: string, input: unknown, owner?: CloudIdentity): Readonly<Record<string, unknown>>;
  /** The same for operations that change nothing, as it was answered when everything was so. */
  callAsOf(
    state: EcsState,
    operation: string,
    input: unknown,
    owner?: CloudIdentity,
  ): Readonly<Record<string, unknown>>;
  /**
   * Decides how deployments of a service go from now on, what is under way included.
   *
   * @param target `<cluster>/<service>` or the service's ARN; it need not exist yet
   * @throws AwsError InvalidParameterException for a malformed target
   */
  script(target: string, outcome: EcsOutcome): void;
  /** Ends the timers: nothing happens by itself any more. */
  stop(): void;
}

type Output = Readonly<Record<string, unknown>>;

/** The operations by name; each takes the calling account and Region, an input that was checked, and what is read. */
type Operations = {
  readonly [Name in OperationName]: (owner: CloudIdentity, input: InputOf<Name>, state: EcsState) => Output;
};

/** Makes an empty ECS on a clock. */
export function createEcs(options: EcsOptions): Ecs {
  const { clock, random, identity, emit = () => undefined, onChange = () => undefined } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const store = new EcsStore(onChange);
  const scripts = new Scripts();
  const newHookId = (): string => `ecs-pause-${Buffer.from(randomHex(random, 64), 'hex').toString('base64url')}`;
  const engine = new Engine({ clock, store, scripts, settings, emit, newHookId });
  const writing = createWriting({ clock, random, store, engine, settings, emit });

  const operations: Operations = { ...reading, ...writing };

  const run = (state: EcsState, operation: string, input: unknown, owner: CloudIdentity): Output => {
    const name = requireOperation(operation);
    return carryOut(name, operations[name], { state, input, owner });
  };

  return {
    get state() {
      return store.state;
    },
    call: (operation, input, owner = identity) => run(store.state, operation, input, owner),
    callAsOf: (state, operation, input, owner = identity) => run(state, operation, input, owner),
    script(target, outcome) {
      const place = readTarget(target, identity);
      scripts.set(place, outcome);
      const service = findService(store.state, place);
      if (service !== undefined) engine.applyScript(service);
    },
    stop: () => engine.stop(),
  };
}

function carryOut<Name extends OperationName>(
  name: Name,
  work: Operations[Name],
  { state, input, owner }: { readonly state: EcsState; readonly input: unknown; readonly owner: CloudIdentity },
): Output {
  return work(owner, readInput(name, input), state);
}

/** @throws AwsError UnknownOperationException */
function requireOperation(operation: string): OperationName {
  if (isOperation(operation)) return operation;
  const known = Object.keys(INPUTS).join(', ');
  throw new AwsError(
    'UnknownOperationException',
    `The local cloud has no ${operation} of Amazon ECS; it has ${known}.`,
  );
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(INPUTS, name);
}
