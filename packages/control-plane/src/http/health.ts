import type { IncomingMessage } from 'node:http';
import { wrongMethod } from './refusal.ts';

/** Where the health is. It needs no signature, as load balancers have none, and says nothing of what is kept. */
export const HEALTH_PATH = '/health';

/** How a control plane is. */
export interface Health {
  /** Why calls are refused, in a few words without names; undefined when they are not. */
  readonly problem?: string | undefined;
  /** Whether events reach their bus. They are kept until they do; undefined where none are forwarded. */
  readonly events?: 'forwarded' | 'delayed' | undefined;
}

/** @returns 200, or 503 when calls are refused, and what to answer @throws HttpRefusal 405 */
export async function answerHealth(
  { method }: IncomingMessage,
  check: () => Promise<Health>,
): Promise<{ readonly httpStatus: number; readonly body: object }> {
  if (method !== 'GET' && method !== 'HEAD') throw wrongMethod(['GET', 'HEAD']);
  const { problem, events } = await check();
  const about = events === undefined ? {} : { events };
  return problem === undefined
    ? { httpStatus: 200, body: { status: 'healthy', ...about } }
    : { httpStatus: 503, body: { status: 'unhealthy', problem, ...about } };
}
