import type { LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import type { EventDraft } from '../event-bridge/index.ts';
import type { CloudIdentity } from '../identity.ts';
import { isJsonObject } from '../json.ts';
import type { LocalRandom } from '../random.ts';
import { usualConfiguration } from './configurations.ts';
import { Engine } from './engine.ts';
import { refusal } from './errors.ts';
import { deploymentEvent } from './events.ts';
import { type InputOf, inputs, type OperationName, readInput } from './inputs.ts';
import { createOperations, type Operations } from './operations.ts';
import { releaseOf } from './revisions.ts';
import { type CodeDeployOutcome, Scripts } from './scripts.ts';
import { type CodeDeploySettings, defaultSettings } from './settings.ts';
import type { CodeDeployState, Creator, GroupDefinition } from './state.ts';
import { CodeDeployStore, findGroup } from './store.ts';

export interface CodeDeployOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly identity: CloudIdentity;
  readonly settings?: Partial<CodeDeploySettings> | undefined;
  /** Hears what happens, as EventBridge would. */
  readonly emit?: ((event: EventDraft) => void) | undefined;
  /** Is told of every change. */
  readonly onChange?: (() => void) | undefined;
}

/** How a deployment that a user does not begin comes about. */
export interface StartOptions {
  readonly creator?: Creator;
  /** The stack that drives it, by its ARN. */
  readonly externalId?: string;
}

/** An AWS CodeDeploy in memory: what the bot calls of it, true in states, preconditions and errors as far as they are published. */
export interface CodeDeploy {
  /** Everything as it is now. Never changed in place: what is kept of it stays as it was. */
  readonly state: CodeDeployState;
  /** Names of the operations. */
  readonly operations: readonly string[];
  /**
   * Runs one operation.
   *
   * @param input as on the wire; it is checked, whatever it is
   * @returns as on the wire: timestamps are epoch seconds
   * @throws AwsError one of the errors of the API model, ValidationException or UnknownOperationException
   */
  call(operation: string, input: unknown): object;
  /** The same for operations that change nothing, as it was answered when everything was so. */
  callAsOf(state: CodeDeployState, operation: string, input: unknown): object;
  /** Makes a deployment group, with its application, or changes one. */
  define(group: GroupDefinition): void;
  /** Forgets a group; its deployments are still found by their ids. */
  remove(application: string, group: string): void;
  /** Begins a deployment, as whoever it says. @returns its id @throws AwsError where there is no such group */
  start(application: string, group: string, options?: StartOptions): string;
  /**
   * Decides how deployments to a group go from now on, what is under way included.
   *
   * @param target `<application>/<group>`, with `:rollback` for its rollbacks; it need not exist yet
   * @throws AwsError ValidationException
   */
  script(target: string, outcome: CodeDeployOutcome): void;
  /** Ends the timers: nothing happens by itself any more. */
  stop(): void;
}

/** Characters of ids, as in AWS's own examples. */
const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Makes a CodeDeploy without any groups, on a clock. */
export function createCodeDeploy(options: CodeDeployOptions): CodeDeploy {
  const { clock, random, identity, emit = () => undefined, onChange = () => undefined } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const store = new CodeDeployStore(onChange);
  const scripts = new Scripts();
  const newId = (): string =>
    `d-${Array.from({ length: 9 }, () => idCharacters[Math.floor(random.next() * idCharacters.length)]).join('')}`;
  const engine = new Engine({
    clock,
    store,
    scripts,
    settings,
    tell: (deployment, state) => emit(deploymentEvent(identity, deployment, state)),
    newId,
  });
  const operations = createOperations({ identity, engine });

  function run<Operation extends OperationName>(
    operation: Operation,
    checked: InputOf<Operation>,
    state: CodeDeployState,
  ): object {
    const work: Operations[Operation] = operations[operation];
    return work(checked, state);
  }

  const callAsOf = (state: CodeDeployState, operation: string, input: unknown): object => {
    if (!isOperation(operation)) {
      throw new AwsError('UnknownOperationException', `The local cloud has no CodeDeploy.${operation}.`);
    }
    return run(operation, readInput(operation, isJsonObject(input) ? input : {}), state);
  };

  return {
    get state() {
      return store.state;
    },
    operations: Object.keys(inputs),
    call: (operation, input) => callAsOf(store.state, operation, input),
    callAsOf,
    define(group) {
      const others = store.state.groups.filter((known) => known !== findGroup(store.state, group));
      store.set({ groups: [...others, group] });
    },
    remove(application, group) {
      const known = findGroup(store.state, { application, group });
      if (known === undefined) return;
      engine.forget(known);
      store.set({ groups: store.state.groups.filter((one) => one !== known) });
    },
    start(application, group, { creator = 'user', externalId } = {}) {
      const known = findGroup(store.state, { application, group });
      if (known === undefined) throw refusal('DeploymentGroupDoesNotExistException');
      const configuration = known.configuration ?? usualConfiguration(known.platform);
      const revision = releaseOf(String(store.state.deployments.length + 1));
      return engine.begin(known, { creator, externalId, configuration, revision }).id;
    },
    script(target, outcome) {
      scripts.set(target, outcome);
      engine.applyScripts();
    },
    stop: () => engine.stopTimers(),
  };
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(inputs, name);
}
