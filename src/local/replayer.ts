import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Activity, EventDraft } from '@proton-bot/local-aws';

/** What the bot made of one event. */
export interface ReplayReport {
  /** The event's id and detail-type. */
  readonly event: string;
  readonly result: 'observed' | 'ignored' | 'malformed' | 'unknown';
  readonly reason?: string;
  readonly target?: string;
  readonly status?: string;
  /** One explanation for each rule that looked at it. */
  readonly decisions: readonly string[];
}

/** Puts events on the bus and waits for what the deployed bot says about them. */
export interface Replayer {
  putEvents: (events: readonly EventDraft[]) => void;
  replay(event: unknown): Promise<ReplayReport>;
  onActivity(activity: Activity): void;
  onLog(line: string): void;
}

/** Where a running session takes events to replay. */
export const replayPath = '/_proton-bot/replay';

const answerWithinMs = 20_000;

interface Waiting {
  readonly label: string;
  readonly finish: (report: ReplayReport) => void;
}

/** A replayer; the session connects it to the bus, to the activity and to the functions' log. */
export function createReplayer(): Replayer {
  /** By the event's id, which several may have: recorded events are replayed as they are. The first to wait is the first to know. */
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
      if (activity.kind === 'event' && activity.rules.length === 0) {
        finish(activity.event.id, { result: 'ignored', reason: 'no rule of the bus is for it', decisions: [] });
      }
      if (activity.kind !== 'message' || activity.action !== 'sent') return;
      for (const eventId of waiting.keys()) {
        if (activity.body.includes(eventId)) eventOfMessage.set(activity.messageId, eventId);
      }
    },

    onLog(line) {
      if (waiting.size === 0) return;
      const fields = fieldsOf(line);
      const decisions = Array.isArray(fields['decisions']) ? fields['decisions'].map(String) : [];
      if (fields['message'] === 'observed' || fields['message'] === 'took an event for news') {
        const isKnown = typeof fields['status'] === 'string';
        finish(textOf(fields['eventId']), {
          result: 'observed',
          ...(isKnown ? { status: String(fields['status']) } : { reason: 'Proton does not know the target' }),
          ...(typeof fields['target'] === 'string' ? { target: fields['target'] } : {}),
          decisions,
        });
      } else if (fields['message'] === 'ignored an event') {
        finish(textOf(fields['eventId']), { result: 'ignored', ...reasonOf(fields), decisions });
      } else if (Array.isArray(fields['ids'])) {
        for (const messageId of fields['ids']) {
          finish(eventOfMessage.get(String(messageId)), { result: 'malformed', ...reasonOf(fields), decisions });
        }
      }
    },
  };
  return replayer;
}

/** Serves {@link replayPath} before everything else. */
export function replayRoute(replayer: Replayer, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url !== replayPath || request.method !== 'POST') {
      otherwise(request, response);
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

/** An event as the bus takes it: verbatim, with an id where it has none, so that its answer can be told from others'. */
function draftOf(event: unknown): (EventDraft & { readonly id: string }) | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined;
  const draft = { source: '', 'detail-type': '', detail: {}, ...event };
  const id = 'id' in draft && typeof draft.id === 'string' && draft.id !== '' ? draft.id : randomUUID();
  return { ...draft, id };
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === 'object' && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function reasonOf(fields: Readonly<Record<string, unknown>>): { readonly reason?: string } {
  return typeof fields['reason'] === 'string' ? { reason: fields['reason'] } : {};
}
