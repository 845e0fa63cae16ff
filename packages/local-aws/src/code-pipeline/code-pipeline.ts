import type { LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import type { EventDraft } from '../event-bridge/index.ts';
import type { CloudIdentity } from '../identity.ts';
import { isJsonObject } from '../json.ts';
import type { LocalRandom } from '../random.ts';
import { type CodePipelineSettings, conditionKey, defaultSettings, Engine } from './engine.ts';
import { refusal } from './errors.ts';
import { createAnnouncer } from './events.ts';
import { type InputOf, inputs, type OperationName, readInput } from './inputs.ts';
import type { Condition, Pipeline, PipelineDefinition } from './model.ts';
import { createOperations, type Operations } from './operations.ts';
import { type PipelineOutcome, PipelineScripts } from './scripts.ts';

export interface CodePipelineOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly identity: CloudIdentity;
  readonly settings?: Partial<CodePipelineSettings> | undefined;
  /** Hears what happens, as EventBridge would. */
  readonly emit?: (event: EventDraft) => void;
}

/** An AWS CodePipeline in memory: what the bot calls of it, true in states, preconditions and errors as far as they are published. */
export interface CodePipeline {
  /**
   * Runs one operation.
   *
   * @param input as on the wire; it is checked, whatever it is
   * @returns as on the wire: timestamps are epoch seconds
   * @throws AwsError one of the errors of the API model, or UnknownOperationException
   */
  call(operation: string, input: unknown): object;
  /** How everything is now, to be asked about later. */
  snapshot(): CodePipelineSnapshot;
  /** The same as `call`, for operations that change nothing, as it was answered when everything was so. */
  callAsOf(snapshot: CodePipelineSnapshot, operation: string, input: unknown): object;
  /** Names of the operations. */
  readonly operations: readonly string[];
  /** Makes a pipeline, or changes one: what is under way in it is cancelled then. */
  define(definition: PipelineDefinition): void;
  /** Forgets a pipeline with all its executions. */
  remove(name: string): void;
  /** Begins an execution. @returns its id */
  start(name: string): string;
  /**
   * Decides how actions or conditions end from now on, what is under way included.
   *
   * @param target `pipeline/<name>`, `…/<stage>`, `…/<stage>/<action>`, or `…/<stage>:BEFORE_ENTRY` or `:ON_SUCCESS`
   * @throws AwsError ValidationException
   */
  script(target: string, outcome: PipelineOutcome, statusMessage?: string): void;
  /** Ends the timers: nothing happens by itself any more. */
  stop(): void;
}

/** A copy of everything that CodePipeline shows. */
export interface CodePipelineSnapshot {
  readonly pipelines: ReadonlyMap<string, Pipeline>;
  readonly conditions: ReadonlyMap<string, Condition>;
}

/** Makes a CodePipeline without any pipelines, on a clock. */
export function createCodePipeline(options: CodePipelineOptions): CodePipeline {
  const { clock, random, identity, emit = () => undefined } = options;
  const scripts = new PipelineScripts();
  const pipelines = new Map<string, Pipeline>();
  const settings = { ...defaultSettings, ...options.settings };
  const engine = new Engine({ clock, random, settings, scripts, announcer: createAnnouncer(identity, emit) });
  const operations = createOperations({ identity, engine, pipelines });

  function run<Operation extends OperationName>(
    from: Operations,
    operation: Operation,
    checked: InputOf<Operation>,
  ): object {
    const work: Operations[Operation] = from[operation];
    return work(checked);
  }

  function call(from: Operations, operation: string, input: unknown): object {
    if (!isOperation(operation)) {
      throw new AwsError('UnknownOperationException', `The local cloud has no CodePipeline.${operation}.`);
    }
    return run(from, operation, readInput(operation, isJsonObject(input) ? input : {}));
  }

  return {
    operations: Object.keys(inputs),
    call: (operation, input) => call(operations, operation, input),
    snapshot: () => structuredClone({ pipelines, conditions: engine.conditions }),
    callAsOf(snapshot, operation, input) {
      if (!isReading(operation)) throw new TypeError(`${operation} changes something: it cannot be called in the past`);
      const past = createOperations({
        identity,
        pipelines: snapshot.pipelines,
        engine,
        conditions: {
          conditionOf: (pipeline, stage, type) => snapshot.conditions.get(conditionKey(pipeline, stage, type)),
        },
      });
      return call(past, operation, input);
    },
    define(given) {
      const definition = { mode: 'SUPERSEDED', type: 'V2', ...given } as const;
      const known = pipelines.get(definition.name);
      const nowMs = clock.nowMs();
      if (known !== undefined) {
        engine.cancelAll(known);
        Object.assign(known, { definition, version: known.version + 1, updatedAtMs: nowMs });
        return;
      }
      pipelines.set(definition.name, {
        definition,
        version: 1,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        executions: [],
        latest: new Map(),
        inbound: new Map(),
        transitions: new Map(),
      });
    },
    remove(name) {
      const known = pipelines.get(name);
      if (known === undefined) return;
      pipelines.delete(name);
      engine.cancelAll(known);
    },
    start(name) {
      const known = pipelines.get(name);
      if (known === undefined) throw refusal('PipelineNotFoundException');
      return engine.begin(known, { type: 'Webhook', detail: `arn:aws:codepipeline:${identity.region}` }).id;
    },
    script(target, outcome, statusMessage) {
      scripts.set(target, { outcome, statusMessage });
      for (const pipeline of pipelines.values()) engine.applyScripts(pipeline);
    },
    stop: () => engine.stopTimers(),
  };
}

function isReading(name: string): boolean {
  return name.startsWith('Get') || name.startsWith('List');
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(inputs, name);
}
