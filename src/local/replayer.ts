import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Activity, EventDraft } from '@proton-bot/local-aws';
import { busSource, type EventReport, eventHandled, takeIn } from '../lib/aws/messages/index.ts';
import { supplyChainEvents } from '../lib/providers/supply-chain/index.ts';
import { explain } from '../lib/rules/index.ts';

/** The result of one event. */
export interface ReplayReport {
  /** The event's id and detail-type. */
  readonly event: string;
  readonly result: 'observed' | 'ignored' | 'malformed' | 'failed' | 'unknown';
  readonly reason?: string;
  readonly target?: string;
  readonly status?: string;
  /** One explanation for each rule that was evaluated. */
  readonly decisions: readonly string[];
}

/** Puts events on the bus and waits for the reports of the deployed bot. */
export interface Replayer {
  putEvents: (events: readonly EventDraft[]) => void;
  replay(event: unknown): Promise<ReplayReport>;
  onActivity(activity: Activity): void;
}

/** The path of a running session for events to replay. */
export const replayPath = '/_proton-bot/replay';

const answerWithinMs = 20_000;

interface Waiting {
  readonly label: string;
  readonly finish: (report: ReplayReport) => void;
}

/** A replayer; the session connects it to the bus and to the activity. */
export function createReplayer(): Replayer {
  /**
   * By the event's id. Several may have the same, because recorded events are replayed unchanged. The first to wait gets the
   * first report.
   */
  const waiting = new Map<string, readonly Waiting[]>();
  const eventOfMessage = new Map<string, string>();

  function finish(eventId: string | undefined, report: Omit<ReplayReport, 'event'>): void {
    const [waiter, ...others] = (eventId === undefined ? undefined : waiting.get(eventId)) ?? [];
    if (eventId === undefined || waiter === undefined) return;
    leave(eventId, others);
    waiter.finish({ event: waiter.label, ...report });
  }

  function leave(eventId: string, others: readonly Waiting[]): void {
    if (others.length > 0) {
      waiting.set(eventId, others);
      return;
    }
    waiting.delete(eventId);
    for (const [messageId, id] of eventOfMessage) if (id === eventId) eventOfMessage.delete(messageId);
  }

  const replayer: Replayer = {
    putEvents: () => undefined,

    replay(event) {
      const draft = draftOf(event);
      if (draft === undefined) {
        return Promise.resolve({ event: '?', result: 'malformed', reason: 'it is no event envelope', decisions: [] });
      }
      const label = `${draft.id} ${draft['detail-type']}`;
      return new Promise((resolve) => {
        const waiter: Waiting = {
          label,
          finish: (report) => {
            clearTimeout(timer);
            resolve(report);
          },
        };
        const timer = setTimeout(() => {
          leave(
            draft.id,
            (waiting.get(draft.id) ?? []).filter((other) => other !== waiter),
          );
          const reason = `no answer within ${answerWithinMs / 1000} s`;
          waiter.finish({ event: label, result: 'unknown', reason, decisions: [] });
        }, answerWithinMs);
        waiting.set(draft.id, [...(waiting.get(draft.id) ?? []), waiter]);
        replayer.putEvents([draft]);
      });
    },

    onActivity(activity) {
      if (waiting.size === 0) return;
      if (activity.kind === 'event') onEvent(activity);
      if (activity.kind !== 'message') return;
      if (activity.action === 'sent') {
        for (const eventId of waiting.keys()) {
          if (activity.body.includes(eventId)) eventOfMessage.set(activity.messageId, eventId);
        }
      }
      if (activity.action === 'deleted' && activity.queue.endsWith('notify'))
        onTaken(activity.messageId, activity.body);
    },
  };

  function onEvent({ event, rules }: Extract<Activity, { kind: 'event' }>): void {
    if (rules.length === 0) {
      finish(event.id, { result: 'ignored', reason: 'no rule of the bus is for it', decisions: [] });
    }
    if (event.source !== busSource || event['detail-type'] !== eventHandled) return;
    const { report } = event.detail;
    if (!isReport(report)) return;
    const { eventId, messageId, result, reason, target, status, decisions = [] } = report;
    const isUnknown = result === 'unknownTarget';
    finish(eventId === '' ? eventOfMessage.get(messageId) : eventId, {
      result: isUnknown ? 'observed' : result,
      ...(isUnknown ? { reason: 'the provider does not know the target' } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(target === undefined ? {} : { target }),
      ...(status === undefined ? {} : { status }),
      decisions: decisions.map((decision) => explain(decision)),
    });
  }

  /**
   * The notifier does not publish on the bus. Its queue shows that it has handled a notification, and the message shows which
   * one.
   */
  function onTaken(messageId: string, body: string): void {
    if (!eventOfMessage.has(messageId)) return;
    const content = takeIn(body, [supplyChainEvents]);
    if (content.kind === 'ignored') {
      finish(content.eventId, { result: 'ignored', reason: content.reason, decisions: [] });
    } else if (content.kind === 'notification') {
      const { target, status } = content.notification;
      finish(content.eventId, { result: 'observed', target, status, decisions: [] });
    }
  }

  return replayer;
}

/** Handles {@link replayPath} before all other requests. */
export function replayRoute(replayer: Replayer, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url !== replayPath || request.method !== 'POST') {
      otherwise(request, response);
      return;
    }
    // The endpoint refuses foreign pages by what their browsers say. An old browser says nothing, but cannot send this type unasked.
    if (request.headers['content-type']?.startsWith('application/json') !== true) {
      request.resume();
      response.writeHead(415).end(JSON.stringify({ message: 'send the events as application/json' }));
      return;
    }
    replayAll(replayer, request).then(
      (reports) => response.setHeader('content-type', 'application/json').end(JSON.stringify(reports)),
      () => response.writeHead(400).end(JSON.stringify({ message: 'send a JSON array of events' })),
    );
  };
}

async function replayAll(replayer: Replayer, request: IncomingMessage): Promise<readonly ReplayReport[]> {
  const events: unknown = JSON.parse(await text(request));
  if (!Array.isArray(events)) throw new TypeError('not an array');
  const reports: ReplayReport[] = [];
  for (const event of events) reports.push(await replayer.replay(event));
  return reports;
}

/** An event for the bus: unchanged, but with an id if it has none, so that its report can be found. */
function draftOf(event: unknown): (EventDraft & { readonly id: string }) | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined;
  const draft = { source: '', 'detail-type': '', detail: {}, ...event };
  const id = 'id' in draft && typeof draft.id === 'string' && draft.id !== '' ? draft.id : randomUUID();
  return { ...draft, id };
}

function isReport(value: unknown): value is EventReport {
  return typeof value === 'object' && value !== null && 'eventId' in value && 'result' in value;
}
