import { randomUUID } from 'node:crypto';
import { ProtonClient } from '@aws-sdk/client-proton';
import {
  type ControlPlane,
  type ControlPlaneClock,
  type ControlPlaneHttpOptions,
  createControlPlane,
  EXPECTED_DEPLOYMENT_HEADER,
  type ProtonEvent,
} from '../../src/index.ts';
import { serve } from './http-server.ts';
import { ACCOUNT, REGION } from './world.ts';

/** The machine's own clock, for tests with real clients that wait. */
const realClock: ControlPlaneClock = {
  now: () => Date.now(),
  schedule(atMs, run) {
    const timer = setTimeout(run, Math.max(0, atMs - Date.now()));
    return () => clearTimeout(timer);
  },
};

export interface RunningServer {
  readonly plane: ControlPlane;
  readonly url: string;
  readonly events: ProtonEvent[];
  readonly faults: unknown[];
  /** A client of an account; with an expected deployment it sends the header on every call. */
  client(accountId?: string, expectedDeploymentId?: string): ProtonClient;
  close(): Promise<void>;
}

/** A control plane that serves on a free port of the loopback interface, with short durations. */
export async function startServer(
  options: {
    readonly http?: ControlPlaneHttpOptions;
    readonly honourExpectedDeployment?: boolean;
    readonly plane?: ControlPlane;
  } = {},
): Promise<RunningServer> {
  const events: ProtonEvent[] = [];
  const plane =
    options.plane ??
    createControlPlane({
      clock: realClock,
      random: { uuid: () => randomUUID() },
      region: REGION,
      accountId: ACCOUNT,
      emit: (event) => events.push(event),
      durations: { deploymentMs: 30, cancellationMs: 20, deletionMs: 20, templateRegistrationMs: 10 },
      honourExpectedDeployment: options.honourExpectedDeployment ?? true,
    });
  const { url, faults, close } = await serve(plane, options.http);
  const clients: ProtonClient[] = [];
  return {
    plane,
    url,
    events,
    faults,
    client(accountId = ACCOUNT, expectedDeploymentId) {
      const client = new ProtonClient({
        endpoint: url,
        region: REGION,
        maxAttempts: 1,
        credentials: { accessKeyId: accountId, secretAccessKey: 'unused' },
      });
      if (expectedDeploymentId !== undefined) sendExpectation(client, expectedDeploymentId);
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.destroy();
      await close();
    },
  };
}

function sendExpectation(client: ProtonClient, expectedDeploymentId: string): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const headers = headersOf(args.request);
      if (headers !== undefined) Object.assign(headers, { [EXPECTED_DEPLOYMENT_HEADER]: expectedDeploymentId });
      return next(args);
    },
    { step: 'build', name: 'expectedDeployment' },
  );
}

function headersOf(request: unknown): object | undefined {
  if (typeof request !== 'object' || request === null || !('headers' in request)) return undefined;
  const { headers } = request;
  return typeof headers === 'object' && headers !== null ? headers : undefined;
}
