import type { FaultPlan } from '@proton-bot/local-aws';
import type { Session } from '../../../src/local/index.ts';
import { isQuiet } from './queues.ts';
import { deployService, hangUpdate, instanceStatus } from './service.ts';
import { until } from './session.ts';

/** AWS calls that `observe` has made since they were last reset. */
function callsByObserve(session: Session): number {
  const [, counts = {}] = Object.entries(session.cloud.calls()).find(([name]) => name.endsWith('-observe')) ?? [];
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** How often any function has made a call, such as `proton.GetEnvironment`, since they were last reset. */
export function callsOf(session: Session, operation: string): number {
  const counts = Object.values(session.cloud.calls());
  return counts.reduce((sum, byOperation) => sum + (byOperation[operation] ?? 0), 0);
}

/** What can go wrong once around one call of `command`, by name. */
export function troublesAt(call: {
  readonly service: string;
  readonly operation: string;
}): Readonly<Record<string, FaultPlan>> {
  return {
    'killed-before': { kills: [{ function: 'command', at: 'beforeCall', ...call }] },
    'killed-after': { kills: [{ function: 'command', at: 'afterCall', ...call }] },
    'answer-lost': { calls: [{ ...call, how: 'loseAnswer', next: 1 }] },
    reset: { calls: [{ ...call, how: 'reset', next: 1 }] },
  };
}

/** The event that Proton emits when an instance's status has changed, or has not. */
export function instanceEvent(service: string, instance: string, status: string) {
  return {
    source: 'aws.proton',
    'detail-type': 'AWS Proton Service Instance Status Change',
    resources: [`arn:aws:proton:eu-central-1:123456789012:service/${service}/service-instance/${instance}`],
    detail: { name: instance, serviceName: service, status },
  };
}

/** Each is tried with one more of them; see {@link countCalls}. */
const tries = ['api-1', 'api-2', 'api-3', 'api-4', 'api-5'];

/** Proton says each change twice: as the instance's and as the deployment's. One of them is enough here. */
const twin = { 'detail-type': ['AWS Proton Deployment Status Change'] };

/**
 * AWS calls per event, counted on the wire: a new deployment, its cancel at the deadline, an event without news. On a machine so
 * busy that the deadline comes before all is counted that the beginning took, it is counted again.
 *
 * @throws Error when that happens every time
 */
export async function countCalls(
  session: Session,
): Promise<{ readonly created: number; readonly cancelled: number; readonly unchanged: number }> {
  await deployService(session, { instances: tries });
  await until(() => isQuiet(session));
  for (const instance of tries) {
    const counted = await countCallsFor(session, instance);
    if (counted) return counted;
  }
  throw new Error('this machine is too busy to count what happens before a deadline of two seconds');
}

async function countCallsFor(session: Session, instance: string) {
  const status = () => instanceStatus(session, 'orders', instance);
  const hasCalled = () => callsByObserve(session) > 0 && isQuiet(session);
  session.cloud.setFaults({ events: [{ pattern: twin, drop: 1 }] });
  session.cloud.resetCalls();
  hangUpdate(session, 'orders', instance);
  await until(hasCalled);
  const created = callsByObserve(session);
  const isTooLate = status() !== 'IN_PROGRESS';

  session.cloud.setFaults({ events: [{ pattern: { source: ['aws.proton'] }, drop: 1 }] });
  session.cloud.resetCalls();
  await until(() => status() !== 'IN_PROGRESS');
  await until(() => isQuiet(session));
  const cancelled = callsByObserve(session);

  await until(() => status() === 'CANCELLED');
  session.cloud.setFaults({});
  // The first look sees CANCELLED; the second finds nothing new.
  const event = instanceEvent('orders', instance, 'CANCELLED');
  session.cloud.putEvents([event]);
  await until(() => isQuiet(session));
  session.cloud.resetCalls();
  session.cloud.putEvents([event]);
  await until(hasCalled);
  const unchanged = callsByObserve(session);
  return isTooLate ? undefined : { created, cancelled, unchanged };
}
