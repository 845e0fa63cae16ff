import { isDeepStrictEqual } from 'node:util';
import type { ProtonEvent } from '../../src/index.ts';
import { REGION } from '../support/world.ts';
import { nextStatuses } from './transitions.ts';

/** The stream of events, folded into the status of every resource. */
export interface EventHistory {
  /**
   * Takes the next event and checks it: legal, and continuing where the event before it for this resource ended, so
   * that no change was lost.
   * @returns the status before it, `none` for a new resource
   */
  follow(event: ProtonEvent): string;
  /** Undefined when the resource does not exist. */
  statusOf(arn: string): string | undefined;
  /** Resources that existed once and are gone. */
  readonly gone: ReadonlySet<string>;
}

export function createEventHistory(): EventHistory {
  const statuses = new Map<string, string>();
  const gone = new Set<string>();
  const ids = new Set<string>();
  let latest = '';
  return {
    follow(event) {
      const [arn] = event.resources;
      const { status = '', previousStatus } = event.detail;
      const wrong = (what: string): Error => new Error(`${event['detail-type']} of ${arn}, ${status}: ${what}`);
      if (!isWellFormed(event)) throw wrong(`its envelope is not as documented: ${JSON.stringify(event)}`);
      if (ids.has(event.id)) throw wrong(`the id ${event.id} came before`);
      if (event.time < latest) throw wrong(`it tells of ${event.time} after one of ${latest}`);
      ids.add(event.id);
      latest = event.time;
      const known = statuses.get(arn);
      if (previousStatus !== known) throw wrong(`it continues ${previousStatus}, the one before ended with ${known}`);
      const next = nextStatuses(event['detail-type'], known ?? 'none');
      if (!next.includes(status)) throw wrong(`${known ?? 'none'} may only become ${next.join(', ')}`);
      if (status === 'DELETED') {
        statuses.delete(arn);
        gone.add(arn);
      } else {
        statuses.set(arn, status);
        gone.delete(arn);
      }
      return known ?? 'none';
    },
    statusOf: (arn) => statuses.get(arn),
    gone,
  };
}

/** A1, A2: one ARN, account and region its own, whole seconds. */
function isWellFormed({ version, source, region, account, time, resources }: ProtonEvent): boolean {
  const [prefix, partition, service, ...owner] = resources[0].split(':');
  return (
    isDeepStrictEqual([version, source, resources.length], ['0', 'aws.proton', 1]) &&
    isDeepStrictEqual([prefix, partition, service, ...owner.slice(0, 2)], ['arn', 'aws', 'proton', REGION, account]) &&
    region === REGION &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time)
  );
}
