import type { MessageActivity } from '../activity.ts';
import type { LocalClock } from '../clock.ts';
import { type LocalRandom, randomHex, randomUuid } from '../random.ts';
import { Availability } from './availability.ts';
import { md5Hex } from './digest.ts';
import { sqsErrors } from './errors.ts';
import type { MessageAttributes, ReceivedMessage, StoredMessage } from './message.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
const LONGEST_VISIBILITY_MS = 12 * 60 * 60 * 1000;

/** A queue's settings, all of them with a value. */
export interface QueueSettings {
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly maximumMessageBytes: number;
  readonly receiveWaitSeconds: number;
  readonly redrive?: { readonly deadLetterQueueArn: string; readonly maxReceiveCount: number };
}

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly settings: QueueSettings;
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  /** Finds the dead-letter queue when it is needed, so that queues can be made in any order. */
  readonly queueByArn: (arn: string) => Queue | undefined;
  readonly onActivity: (activity: MessageActivity) => void;
}

export interface SendOptions {
  readonly delaySeconds?: number | undefined;
  readonly messageAttributes?: MessageAttributes | undefined;
  readonly senderId?: string | undefined;
  readonly traceHeader?: string | undefined;
}

/** One standard SQS queue: at least once, best-effort order, visibility timeout, redrive to a dead-letter queue. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly settings: QueueSettings;
  readonly createdAtMs: number;
  readonly #options: QueueOptions;
  readonly #messages = new Map<string, StoredMessage>();
  readonly #availability: Availability;
  #purgedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.name = options.name;
    this.arn = options.arn;
    this.url = options.url;
    this.settings = options.settings;
    this.createdAtMs = options.clock.nowMs();
    this.#availability = new Availability(options.clock, () => this.#earliestVisibleAtMs());
  }

  /** Takes a message; it can be received once its delay is over. */
  send(body: string, options: SendOptions = {}): StoredMessage {
    const nowMs = this.#options.clock.nowMs();
    const message: StoredMessage = {
      messageId: randomUuid(this.#options.random),
      body,
      bodyMd5: md5Hex(body),
      messageAttributes: options.messageAttributes ?? {},
      senderId: options.senderId ?? 'local-aws',
      sentAtMs: nowMs,
      traceHeader: options.traceHeader,
      deadLetterSourceArn: undefined,
      visibleAtMs: nowMs + (options.delaySeconds ?? this.settings.delaySeconds) * 1000,
      receiveCount: 0,
      firstReceivedAtMs: undefined,
      receiptHandle: undefined,
    };
    this.#add(message, 'sent');
    return message;
  }

  /**
   * Hands out up to `maximum` visible messages and hides them. One that has been received `maxReceiveCount` times is
   * moved to the dead-letter queue instead, as SQS does at the next receive.
   */
  receive(maximum: number, visibilityTimeoutSeconds = this.settings.visibilityTimeoutSeconds): ReceivedMessage[] {
    const nowMs = this.#options.clock.nowMs();
    this.#dropExpired(nowMs);
    const received: ReceivedMessage[] = [];
    for (const message of this.#messages.values()) {
      if (received.length === maximum) break;
      if (message.visibleAtMs > nowMs || this.#redrive(message)) continue;
      message.receiveCount += 1;
      message.firstReceivedAtMs ??= nowMs;
      message.visibleAtMs = nowMs + visibilityTimeoutSeconds * 1000;
      const receiptHandle = `${message.messageId}#${randomHex(this.#options.random, 32)}`;
      message.receiptHandle = receiptHandle;
      received.push({ message, receiptHandle });
      this.#tell('received', message);
    }
    this.#availability.update();
    return received;
  }

  /**
   * Deletes what a receipt handle stands for. With the handle of an earlier receive the call succeeds and the message
   * stays. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
   */
  delete(receiptHandle: string): void {
    const message = this.#byReceiptHandle(receiptHandle);
    if (message?.receiptHandle !== receiptHandle) return;
    this.#messages.delete(message.messageId);
    this.#tell('deleted', message);
    this.#availability.update();
  }

  /** Hides a message in flight for that long from now; zero gives it back at once. */
  changeVisibility(receiptHandle: string, visibilityTimeoutSeconds: number): void {
    const nowMs = this.#options.clock.nowMs();
    const message = this.#byReceiptHandle(receiptHandle);
    if (message === undefined || message.receiptHandle !== receiptHandle || message.visibleAtMs <= nowMs) {
      throw sqsErrors.messageNotInFlight();
    }
    const untilMs = nowMs + visibilityTimeoutSeconds * 1000;
    if (untilMs - (message.firstReceivedAtMs ?? nowMs) > LONGEST_VISIBILITY_MS) {
      throw sqsErrors.invalidParameterValue(
        `Value ${String(visibilityTimeoutSeconds)} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].`,
      );
    }
    message.visibleAtMs = untilMs;
    this.#availability.update();
  }

  /** Deletes everything; at most once in 60 seconds. */
  purge(): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#purgedAtMs < 60_000) throw sqsErrors.purgeQueueInProgress(this.name);
    this.#purgedAtMs = nowMs;
    this.#messages.clear();
    this.#availability.update();
  }

  /** Lets the time pass for which messages are hidden or delayed: all can be received again. */
  reveal(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const message of this.#messages.values()) message.visibleAtMs = Math.min(message.visibleAtMs, nowMs);
    this.#availability.update();
  }

  /** How many messages wait, are in flight, and are delayed. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    const nowMs = this.#options.clock.nowMs();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const message of this.#messages.values()) {
      if (message.visibleAtMs <= nowMs) counts.visible += 1;
      else if (message.receiveCount > 0) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  /** Calls `listener` whenever something may be received. Returns what ends it. */
  whenAvailable(listener: () => void): () => void {
    return this.#availability.subscribe(listener);
  }

  #add(message: StoredMessage, action: 'sent' | 'deadLettered'): void {
    this.#messages.set(message.messageId, message);
    this.#tell(action, message);
    this.#availability.update();
  }

  #redrive(message: StoredMessage): boolean {
    const { redrive } = this.settings;
    if (redrive === undefined || message.receiveCount < redrive.maxReceiveCount) return false;
    const deadLetterQueue = this.#options.queueByArn(redrive.deadLetterQueueArn);
    if (deadLetterQueue === undefined) return false;
    this.#messages.delete(message.messageId);
    // A standard queue keeps the time of the first sending, so retention goes on counting from there:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    const moved = { ...message, deadLetterSourceArn: this.arn, receiptHandle: undefined };
    deadLetterQueue.#add({ ...moved, visibleAtMs: this.#options.clock.nowMs() }, 'deadLettered');
    return true;
  }

  #dropExpired(nowMs: number): void {
    for (const message of this.#messages.values()) {
      if (nowMs - message.sentAtMs > this.settings.retentionSeconds * 1000) this.#messages.delete(message.messageId);
    }
  }

  #byReceiptHandle(receiptHandle: string): StoredMessage | undefined {
    const match = /^([0-9a-f-]{36})#[0-9a-f]{32}$/.exec(receiptHandle);
    if (match?.[1] === undefined) throw sqsErrors.receiptHandleIsInvalid(receiptHandle);
    return this.#messages.get(match[1]);
  }

  #earliestVisibleAtMs(): number | undefined {
    let earliestMs: number | undefined;
    for (const { visibleAtMs } of this.#messages.values()) {
      if (earliestMs === undefined || visibleAtMs < earliestMs) earliestMs = visibleAtMs;
    }
    return earliestMs;
  }

  #tell(action: MessageActivity['action'], { messageId, body, receiveCount }: StoredMessage): void {
    const atMs = this.#options.clock.nowMs();
    this.#options.onActivity({ kind: 'message', atMs, queue: this.name, action, messageId, body, receiveCount });
  }
}
