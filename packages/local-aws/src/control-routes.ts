import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AwsError, answerError, answerJson, type CallCounts, readBody } from './endpoint/index.ts';
import type { EventDraft } from './event-bridge/index.ts';
import { type FaultSwitches, InvalidFaultPlanError } from './faults/index.ts';

/** Under this path the local cloud is controlled; AWS has nothing there. */
const CONTROL_PATH = '/_proton-bot/';

const eventsShape = z.array(
  z.object({
    source: z.string(),
    'detail-type': z.string(),
    detail: z.record(z.string(), z.unknown()),
    resources: z.array(z.string()).optional(),
    id: z.string().optional(),
    account: z.string().optional(),
    region: z.string().optional(),
    time: z.string().optional(),
  }),
);

export interface ControlRoutesOptions {
  readonly counts: CallCounts;
  readonly faults: FaultSwitches;
  /** Publishes to the default bus as AWS services do. */
  readonly putEvents: (events: readonly EventDraft[]) => void;
}

type ControlRoute = (body: unknown) => unknown;

/**
 * Makes the handler of the control routes:
 * `GET`/`POST /_proton-bot/faults` (what goes wrong), `GET`/`DELETE /_proton-bot/calls` (AWS calls counted),
 * `POST /_proton-bot/events` (a list of event envelopes, put on the default bus).
 *
 * @returns whether the request was one of these
 */
export function createControlRoutes({ counts, faults, putEvents }: ControlRoutesOptions) {
  const routes: Readonly<Record<string, ControlRoute>> = {
    'GET faults': () => faults.plan,
    'POST faults': (body) => {
      faults.set(body);
      return faults.plan;
    },
    'GET calls': () => counts.snapshot(),
    'DELETE calls': () => counts.reset(),
    'POST events': (body) => {
      const events = eventsShape.parse(body);
      putEvents(events);
      return { published: events.length };
    },
  };

  return (request: IncomingMessage, response: ServerResponse, path: string): boolean => {
    if (!path.startsWith(CONTROL_PATH)) return false;
    const key = `${request.method ?? ''} ${path.slice(CONTROL_PATH.length)}`;
    const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
    if (route === undefined) return false;
    runRoute(route, request)
      .then((content) => answerJson(response, 200, content))
      .catch((error: unknown) => answerError(response, asClientError(error), 'application/json'));
    return true;
  };
}

async function runRoute(route: ControlRoute, request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request);
  if (request.method !== 'POST') return route(undefined);
  // A page of another site can send a form or a text without asking, but not this type.
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw new AwsError('UnsupportedMediaType', 'Send the body as application/json.', { statusCode: 415 });
  }
  return route(JSON.parse(body.toString('utf8')));
}

function asClientError(error: unknown): unknown {
  if (error instanceof SyntaxError) return new AwsError('SerializationException', 'The request body is not JSON.');
  if (error instanceof z.ZodError) return new AwsError('ValidationException', z.prettifyError(error));
  const isPlanError =
    error instanceof InvalidFaultPlanError || (error instanceof Error && error.name === 'InvalidEventPatternException');
  return isPlanError ? new AwsError('ValidationException', error.message) : error;
}
