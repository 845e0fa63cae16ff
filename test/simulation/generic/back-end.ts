import type { ParsedEvent } from '../../../src/lib/model/event.ts';
import {
  type AttemptTraits,
  noDetails,
  type Observation,
  type TargetState,
} from '../../../src/lib/model/observation.ts';
import type { DeploymentReference, SubjectReference } from '../../../src/lib/model/reference.ts';
import type { DeploymentFacts, Phase } from '../../../src/lib/model/subject.ts';
import type { CallResult, Investigator, Provider } from '../../../src/lib/ports.ts';
import {
  type ActingCall,
  type BackEnd,
  type BackEndContext,
  failure,
  genericFailures,
  type Invocation,
  never,
  type TrueAttempt,
} from '../../../src/simulation/index.ts';
import { greatestSkewMs } from '../histories/history.ts';
import type { GenericSettings, InvestigatorKind } from './settings.ts';
import { endOf, isEnded, type Run, stateOf, Timeline } from './timeline.ts';

export const targetNames = ['alpha', 'beta'] as const;
/** Where attempts at the first of them have their parts. */
export const partName = 'gamma';
const allNames = [...targetNames, partName] as const;
export type GenericTarget = (typeof allNames)[number];

const kinds: Readonly<Record<string, string>> = { alpha: 'environment', beta: 'component', gamma: 'serviceInstance' };
const prefix = 'arn:aws:generic:us-east-1:123456789012:';
const deletionMs = 20_000;
/** So many lists of a history are cut: a provider pages back to what is under way, and may fail to now and then … */
const mostCuts = 2;
/** … and so many miss something. */
const mostMisses = 2;

const phases: Readonly<Record<string, Phase>> = {
  IN_PROGRESS: 'running',
  CANCELLING: 'stopping',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  DELETE_IN_PROGRESS: 'running',
  DELETE_COMPLETE: 'succeeded',
  DELETE_FAILED: 'failed',
};

export function arnOf(target: GenericTarget): string {
  return `${prefix}${target}`;
}

/** A back end that is whatever its settings say, and whose answers are as old as they may be. */
export class GenericBackEnd implements BackEnd {
  readonly name = 'generic';
  readonly timeline = new Timeline();
  readonly acting: ActingCall[] = [];
  readonly settings: GenericSettings;
  readonly traits: AttemptTraits;
  changes = 0;
  /** While set, lists may be cut and reads by id may fail. */
  isTroubled = true;
  #draws = 0;
  /** How many lists were cut, and how often one missed something. */
  cuts = 0;
  misses = 0;
  readonly #context: BackEndContext;

  constructor(context: BackEndContext, settings: GenericSettings) {
    this.#context = context;
    this.settings = settings;
    this.traits = {
      oneAtATime: settings.oneAtATime,
      identifiedBy: settings.identifiedBy,
      idsBeginAgain: settings.resumes,
      readLagMs: settings.lagMs + greatestSkewMs,
    };
    for (const target of allNames) this.timeline.appear(arnOf(target), context.clock.now());
  }

  // What others do.

  /**
   * A new attempt. Where a target has one at a time, it takes the place of the one before; where it is gone, it is made anew.
   *
   * @param whole - what it is part of: it ends with that at the latest
   * @throws Error while the target is being deleted
   */
  start(target: GenericTarget, runsMs: number | undefined, outcome: string, whole?: Run): void {
    const { clock } = this.#context;
    const nowMs = clock.now();
    const arn = arnOf(target);
    if (this.#open(arn).some(({ isDeletion }) => isDeletion)) throw new Error('it is being deleted');
    if (this.settings.oneAtATime) for (const run of this.#open(arn)) this.#move(run, 'CANCELLED');
    if (!this.timeline.isThere(arn, nowMs)) this.timeline.appear(arn, nowMs);
    const startedAtMs = this.#startToTell();
    const attemptId = `attempt-${this.timeline.runs.length + 1}`;
    const part = whole === undefined ? {} : { partOf: whole.tag };
    const run = this.timeline.begin({ attemptId, target: arn, isDeletion: false, startedAtMs, ...part }, nowMs);
    this.#tell(run);
    if (runsMs !== undefined) clock.schedule(nowMs + runsMs, () => this.#end(run, outcome));
    const { partAfterMs } = this.settings;
    if (target !== targetNames[0] || partAfterMs === undefined) return;
    clock.schedule(nowMs + partAfterMs, () => {
      if (!isEnded(run)) this.start(partName, undefined, outcome, run);
    });
  }

  finish(target: GenericTarget, outcome: string): void {
    for (const run of this.#open(arnOf(target))) if (!run.isDeletion) this.#end(run, outcome);
  }

  /** An event comes once more. */
  tellAgain(target: GenericTarget): void {
    this.#context.emit({ target: arnOf(target) });
  }

  /** The newest attempt goes on after its end, under its id. @throws Error where there is nothing of the kind */
  resume(target: GenericTarget): void {
    const arn = arnOf(target);
    const last = this.timeline.runs.findLast((run) => run.target === arn);
    if (!this.settings.resumes || last === undefined || last.isDeletion || !isEnded(last))
      throw new Error('nothing to resume');
    if (this.#open(arn).some((run) => this.settings.oneAtATime || run.isDeletion))
      throw new Error('another is under way');
    if (!this.timeline.isThere(arn, this.#context.clock.now())) throw new Error('the target is gone');
    const { attemptId, isDeletion } = last;
    const run = { attemptId, target: arn, isDeletion, startedAtMs: this.#startToTell() };
    this.#tell(this.timeline.begin(run, this.#context.clock.now()));
  }

  /** A deletion keeps the start of what was deployed before. @throws Error where it cannot begin */
  remove(target: GenericTarget, outcome: 'succeed' | 'fail'): void {
    const { clock } = this.#context;
    const arn = arnOf(target);
    const nowMs = clock.now();
    if (!this.timeline.isThere(arn, nowMs) || this.#open(arn).length > 0) throw new Error('it cannot be deleted now');
    const before = this.timeline.runs.findLast((run) => run.target === arn);
    const attemptId =
      this.settings.identifiedBy === 'id' ? `attempt-${this.timeline.runs.length + 1}` : `deletion-${arn}`;
    const startedAtMs = this.settings.identifiedBy === 'id' ? this.#startToTell() : (before?.startedAtMs ?? nowMs);
    const run = this.timeline.begin({ attemptId, target: arn, isDeletion: true, startedAtMs }, nowMs);
    this.#tell(run);
    clock.schedule(nowMs + deletionMs, () => {
      this.#end(run, outcome === 'succeed' ? 'DELETE_COMPLETE' : 'DELETE_FAILED');
      if (outcome === 'succeed') this.timeline.disappear(arn, clock.now());
    });
  }

  /** Starts are told in steps; where the step is a millisecond, no two are the same. */
  #startToTell(): number {
    const { startStepMs } = this.settings;
    const told = Math.floor(this.#context.clock.now() / startStepMs) * startStepMs;
    if (startStepMs > 1) return told;
    return Math.max(told, ...this.timeline.runs.map(({ startedAtMs }) => startedAtMs + 1));
  }

  // What the bot asks.

  provider(invocation: Invocation): Provider {
    const ask = <Value>(what: string, answer: () => Value): Promise<Value> =>
      invocation.call(`Generic ${what}`, genericFailures, answer);
    return {
      name: 'generic',
      observe: (reference) => ask('Describe', () => this.#describe(reference)),
      observeAttempt: (facts) => ask('DescribeAttempt', () => this.#describeAttempt(facts)),
      perform: (_action, subject) =>
        this.#cancel(invocation, subject.on === 'deployment' ? subject.deployment : undefined),
      discover: () => this.#discover(ask),
      investigators: () => this.settings.investigators.map((kind) => this.#investigator(kind, ask)),
      candidates: (typed) => allNames.filter((name) => name === typed).map((name) => referenceTo(arnOf(name))),
    };
  }

  resourceManagers(): readonly [] {
    return [];
  }

  referenceOf(target: string): SubjectReference | undefined {
    return target.startsWith(prefix) ? referenceTo(target) : undefined;
  }

  parseEvent(event: object): ParsedEvent {
    if (!('target' in event) || typeof event.target !== 'string')
      return { kind: 'ignored', reason: 'it names nothing' };
    return { kind: 'hint', reference: referenceTo(event.target) };
  }

  isActing(label: string): boolean {
    return label === 'Generic Cancel';
  }

  attempts(): readonly TrueAttempt[] {
    return this.timeline.runs.map((run) => ({
      id: run.tag,
      attemptId: run.attemptId,
      target: run.target,
      // As rules see it; a deletion tells the start of what was before it.
      startedAtMs: run.isDeletion ? stateOf(run, 0).atMs : run.startedAtMs,
      begunAtMs: stateOf(run, 0).atMs,
      endedAtMs: endOf(run),
      status: stateOf(run).status,
      isDeletion: run.isDeletion,
      ...(run.partOf === undefined
        ? {}
        : { partOf: run.partOf, namesOnlyTarget: this.settings.partsToldBy !== 'whole' }),
    }));
  }

  // The answers.

  /** How old an answer is: mostly as old or as new as it may be. */
  #moment(): number {
    const nowMs = this.#context.clock.now();
    const { lagMs } = this.settings;
    const draw = this.#draw();
    if (draw < 5) return nowMs - lagMs;
    if (draw < 10) return nowMs;
    return nowMs - Math.floor((lagMs * (draw - 9)) / 3);
  }

  /** Told by the minute, not drawn: a list that nobody asks for changes no other answer. */
  #momentOfLists(): number {
    const { draws, lagMs } = this.settings;
    const nowMs = this.#context.clock.now();
    return nowMs - ((draws[Math.floor(nowMs / 60_000) % draws.length] ?? 9) < 6 ? lagMs : 0);
  }

  #draw(): number {
    const { draws } = this.settings;
    this.#draws += 1;
    return draws.length === 0 ? 9 : (draws[(this.#draws - 1) % draws.length] ?? 9);
  }

  #describe(reference: SubjectReference): TargetState | undefined {
    const { target } = reference;
    if (target === undefined || reference.on !== 'deployment') return undefined;
    const state = { reference: { ...reference, target }, traits: this.traits };
    if (!this.timeline.isThere(target, this.#moment()))
      return { ...state, attempts: [], completeSinceMs: 0, gone: true };
    const moments = new Map<string, number>();
    const asOf = (attemptId: string): number => {
      const known = moments.get(attemptId) ?? this.#moment();
      moments.set(attemptId, known);
      return known;
    };
    const begun = this.timeline.of(target, asOf);
    const newest = begun.at(-1);
    const seen = this.settings.oneAtATime ? (newest === undefined ? [] : [newest]) : begun;
    const shown = seen.filter(
      (run) => (this.settings.showsEnded || !isEnded(run, asOf(run.attemptId))) && !this.#isMissed(),
    );
    const { cutAt } = this.settings;
    const latestFirst = shown.toSorted((left, right) => right.startedAtMs - left.startedAtMs);
    const isCut = this.isTroubled && this.cuts < mostCuts && latestFirst.length > cutAt && this.#draw() % 2 === 0;
    if (isCut) this.cuts += 1;
    const listed = isCut ? latestFirst.slice(0, cutAt) : latestFirst;
    return {
      ...state,
      attempts: listed.map((run) => this.#observationOf(run, asOf(run.attemptId))),
      completeSinceMs: isCut ? (listed.at(-1)?.startedAtMs ?? 0) : 0,
      gone: false,
    };
  }

  #isMissed(): boolean {
    const isMissed = this.settings.listsMiss && this.isTroubled && this.misses < mostMisses && this.#draw() % 4 === 1;
    if (isMissed) this.misses += 1;
    return isMissed;
  }

  #describeAttempt(facts: DeploymentFacts): Observation | undefined {
    if (!this.settings.readsById || facts.id === '') return undefined;
    if (this.isTroubled && this.#draw() === 11) throw failure('InternalServerError', 500);
    const asOfMs = this.#moment();
    const run = this.timeline.of(facts.target, () => asOfMs).find(({ attemptId }) => attemptId === facts.id);
    return run && this.#observationOf(run, asOfMs);
  }

  /** None of them looks at the signal: nobody may rely on that. */
  #investigator(
    kind: InvestigatorKind,
    ask: <Value>(what: string, answer: () => Value) => Promise<Value>,
  ): Investigator {
    const { clock } = this.#context;
    if (kind === 'throwsAtOnce') {
      return {
        name: kind,
        investigate: () => {
          throw failure('Broken');
        },
      };
    }
    return {
      name: kind,
      investigate: async () => {
        const found = await ask('Investigate', () => [`what ${kind} found`]);
        if (kind === 'hangs') return never();
        if (kind === 'throws') throw failure('Broken');
        if (kind === 'isDenied') throw failure('AccessDeniedException', 403);
        await clock.sleep({ finds: 0, isSlow: 3_000, isLate: 6_000 }[kind]);
        return found;
      },
    };
  }

  async *#discover(ask: <Value>(what: string, answer: () => Value) => Promise<Value>) {
    yield await ask('List', () => {
      const asOfMs = this.#momentOfLists();
      const references = allNames.map(arnOf).flatMap((target) => {
        const runs = this.timeline.of(target, () => asOfMs);
        return runs.some((run) => !isEnded(run, asOfMs) && !this.#isHidden(run)) ? [referenceTo(target)] : [];
      });
      return { references };
    });
  }

  async #cancel(invocation: Invocation, facts: DeploymentFacts | undefined): Promise<CallResult> {
    if (facts === undefined) return { result: 'refused', conflict: false, error: 'NoSuchThing' };
    try {
      return await invocation.call('Generic Cancel', genericFailures, () => this.#takeCancel(facts));
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      return name === 'ThrottlingException' ? { result: 'throttled' } : { result: 'unknown', error: name };
    }
  }

  /** Names an attempt where ids are told, else a target: then whatever is under way there is hit. */
  #takeCancel(facts: DeploymentFacts): CallResult {
    const { clock } = this.#context;
    const { settings } = this;
    const call = { atMs: clock.now(), operation: 'Cancel', aimed: facts.template };
    const candidates = this.#all(facts.target).filter(
      (run) => settings.identifiedBy === 'start' || run.attemptId === facts.id,
    );
    const run = candidates.at(-1);
    const status = run && stateOf(run).status;
    const isTaken = status === 'IN_PROGRESS' || (settings.cancels === 'acceptedTwice' && status === 'CANCELLING');
    if (settings.cancels === 'refused' || run === undefined || !isTaken) {
      const error = settings.cancels === 'refused' ? 'AccessDeniedException' : 'ConflictException';
      this.acting.push({ ...call, error });
      return { result: 'refused', conflict: error === 'ConflictException', error };
    }
    this.acting.push({ ...call, hit: run.tag });
    clock.schedule(clock.now() + settings.cancelTakesEffectMs, () => {
      if (stateOf(run).status !== 'IN_PROGRESS') return;
      this.#move(run, 'CANCELLING');
      clock.schedule(clock.now() + settings.cancellationMs, () => {
        this.#end(run, 'CANCELLED');
        this.#failWhole(run);
      });
    });
    return { result: 'accepted' };
  }

  #observationOf(run: Run, asOfMs: number): Observation {
    const { identifiedBy, tellsTimes } = this.settings;
    const { status, atMs } = stateOf(run, asOfMs);
    const name = run.target.slice(prefix.length);
    const isWithoutId = identifiedBy === 'start' && (run.isDeletion || this.#draw() % 2 === 0);
    const deployment: DeploymentFacts = {
      provider: 'generic',
      kind: kinds[name] ?? '',
      target: run.target,
      name,
      account: '123456789012',
      region: 'us-east-1',
      environment: 'prod',
      service: '',
      status,
      phase: phases[status] ?? 'running',
      operation: run.isDeletion ? 'delete' : 'update',
      id: isWithoutId ? '' : run.attemptId,
      startedAtMs: run.startedAtMs,
      endedAtMs: isEnded(run, asOfMs) && tellsTimes ? atMs : 0,
      lastProgressAtMs: tellsTimes ? atMs : run.startedAtMs,
      expectedByMs: 0,
      initiator: '',
      cause: '',
      needsHuman: false,
      labels: {},
      template: run.tag,
      templateVersion: '',
    };
    const { partsToldBy } = this.settings;
    const isDriven = run.partOf !== undefined && partsToldBy !== 'whole';
    const cancel =
      isDriven && partsToldBy === 'part'
        ? ({ available: false, reason: 'what drives it has to be cancelled' } as const)
        : ({ available: true } as const);
    const details = status === 'IN_PROGRESS' ? { ...noDetails, actions: { cancel } } : noDetails;
    const parts = this.timeline.runs.filter(
      ({ partOf, states }) => partsToldBy === 'whole' && partOf === run.tag && (states[0]?.atMs ?? 0) <= asOfMs,
    );
    return {
      ...(isDriven && !isEnded(run, asOfMs) ? { whole: referenceTo(arnOf(targetNames[0])) } : {}),
      subject: { on: 'deployment', deployment },
      details,
      ...(tellsTimes ? { providerTimeMs: atMs } : {}),
      ...(parts.length === 0
        ? {}
        : { parts: parts.map(({ target, attemptId: id }) => ({ reference: referenceTo(target), id })) }),
    };
  }

  #all(arn: string): readonly Run[] {
    return this.timeline.of(arn, () => Infinity);
  }

  #open(arn: string): readonly Run[] {
    return this.#all(arn).filter((run) => !isEnded(run));
  }

  #end(run: Run, status: string): void {
    if (!isEnded(run)) this.#move(run, status);
  }

  /** What waited for a part that was cancelled fails. */
  #failWhole({ partOf }: Run): void {
    const whole = partOf === undefined ? undefined : this.timeline.find(partOf);
    if (whole !== undefined && stateOf(whole).status === 'IN_PROGRESS') this.#end(whole, 'FAILED');
  }

  #move(run: Run, status: string): void {
    this.timeline.move(run, status, this.#context.clock.now());
    this.#tell(run);
    if (!isEnded(run)) return;
    for (const part of this.timeline.runs) if (part.partOf === run.tag) this.#end(part, status);
  }

  /** Something has changed, and an event says so. Until the lag is over, answers change by themselves. */
  #tell(run: Run): void {
    const { clock } = this.#context;
    const { lagMs, partHiddenForMs } = this.settings;
    const changed = () => {
      this.changes += 1;
    };
    changed();
    clock.schedule(clock.now() + lagMs + 1, changed);
    if (this.#isHidden(run)) clock.schedule(stateOf(run, 0).atMs + partHiddenForMs + 1, changed);
    else this.#context.emit({ target: run.target });
  }

  #isHidden(run: Run): boolean {
    if (run.partOf === undefined) return false;
    return this.#context.clock.now() < stateOf(run, 0).atMs + this.settings.partHiddenForMs;
  }
}

function referenceTo(target: string): DeploymentReference & { readonly target: string } {
  const name = target.slice(prefix.length);
  return { on: 'deployment', provider: 'generic', kind: 'environment', name, target };
}
