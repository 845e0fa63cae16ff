import type { ParsedEvent } from '../lib/model/event.ts';
import type { SubjectReference } from '../lib/model/reference.ts';
import type { Provider, ResourceManager } from '../lib/ports.ts';
import type { Invocation } from './invocation.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a back end gets of the world it is in. */
export interface BackEndContext {
  readonly clock: VirtualClock;
  uuid(): string;
  /** Sends an event on its way to the bot; it may be lost, doubled or late. */
  emit(event: object): void;
}

/** One attempt as the back end itself knows it, whatever it answers. */
export interface TrueAttempt {
  /** The same as {@link ActingCall.hit}, and unlike that of any other attempt. */
  readonly id: string;
  /** What the provider calls it, where that is not `id`: what goes on after its end keeps its name. */
  readonly attemptId?: string;
  readonly target: string;
  readonly startedAtMs: number;
  /** When it really began, if the back end reports starts in steps. */
  readonly begunAtMs?: number;
  readonly endedAtMs: number | undefined;
  readonly status: string;
  readonly isDeletion: boolean;
  /** When it had not ended, and was not stuck: it waited on purpose, or was being rolled back. Oldest first; the last may go on. */
  readonly notStuck?: readonly { readonly fromMs: number; readonly untilMs?: number }[];
  /** The attempt that has begun it as a part of itself. */
  readonly partOf?: string;
  /** Of a part: its answers say at which target it belongs to an attempt, and not to which. */
  readonly namesOnlyTarget?: boolean;
}

/** A call that asked a back end to change something. */
export interface ActingCall {
  readonly atMs: number;
  readonly operation: string;
  /** What the caller meant: the attempt's id where the call carries one, else what it names. */
  readonly aimed: string;
  /** The error's name, or nothing when the call was accepted. */
  readonly error?: string;
  /** For an accepted cancel: the attempt that was hit. */
  readonly hit?: string;
}

/** What deploys in a simulated world: the truth, the bot's way to it, and what the world may ask past the bot. */
export interface BackEnd {
  readonly name: string;
  /** The bot's provider for one invocation: each of its calls passes through that, and may fail. */
  provider(invocation: Invocation): Provider;
  /** Who creates, changes and deletes its resources. */
  resourceManagers(invocation: Invocation): readonly ResourceManager[];
  referenceOf(target: string): SubjectReference | undefined;
  parseEvent(event: object): ParsedEvent;
  /** Whether a call of this label asks it to change something. */
  isActing(label: string): boolean;
  /** Every attempt since the world began. */
  attempts(): readonly TrueAttempt[];
  /** The calls of the bot that asked for a change, in order. */
  readonly acting: readonly ActingCall[];
  /** Counts what changes an answer: as long as it stays, so does every answer. */
  readonly changes: number;
}
