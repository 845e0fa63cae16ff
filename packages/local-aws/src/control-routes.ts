import type { IncomingMessage, RequestListener } from 'node:http';
import { z } from 'zod';
import { AwsError, answerError, answerJson, type CallCounts, readBody, requestPath } from './endpoint/index.ts';
import type { EventDraft } from './event-bridge/index.ts';
import { type FaultSwitches, InvalidFaultPlanError } from './faults/index.ts';

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
  /** Below which they are, e.g. `/_local-aws/`. */
  readonly path: string;
  readonly counts: CallCounts;
  readonly faults: FaultSwitches;
  /** Publishes to the default bus as AWS services do. */
  readonly putEvents: (events: readonly EventDraft[]) => void;
}

type ControlRoute = (body: unknown) => unknown;

/**
 * Makes the control routes: `GET`/`POST …/faults` (what goes wrong), `GET`/`DELETE …/calls` (AWS calls counted),
 * `POST …/events` (a list of event envelopes, put on the default bus). All other requests go on to a listener.
 */
export function createControlRoutes({ path, counts, faults, putEvents }: ControlRoutesOptions) {
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

  return (otherwise: RequestListener): RequestListener =>
    (request, response) => {
      const key = `${request.method ?? ''} ${requestPath(request).path.slice(path.length)}`;
      const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
      if (route === undefined) return otherwise(request, response);
      runRoute(route, request)
        .then((content) => answerJson(response, 200, content))
        .catch((error: unknown) => answerError(response, asClientError(error), 'application/json'));
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
