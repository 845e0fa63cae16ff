import type { DeploymentFacts } from '../../model/subject.ts';
import type { Investigator } from '../../ports.ts';
import { utc } from '../findings.ts';
import { objectsIn } from '../paging.ts';
import { EcsUnavailable } from './answers.ts';
import type { EcsApi } from './api.ts';
import { parseArn } from './names.ts';

const mostTold = 5;

/** Success is reported, too: "has started 1 tasks", "has reached a steady state". */
const goesWell =
  /has (?:started|stopped|begun draining|reached a steady state)|registered \d+ targets|deployment completed/i;

/**
 * What ECS says of the service since the deployment began, newest first: health checks that fail, tasks that cannot be placed or
 * started (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html).
 */
export function serviceEvents(api: EcsApi, { target, kind, startedAtMs }: DeploymentFacts): Investigator {
  return {
    name: 'serviceEvents',
    async investigate(signal) {
      const place = kind === 'service' ? parseArn(target) : undefined;
      if (place?.cluster === undefined) return [];
      const { cluster, name } = place;
      const { services } = await api
        .call('DescribeServices', { cluster, services: [name] }, { signal })
        .catch((error: unknown) => {
          throw new EcsUnavailable('DescribeServices', error);
        });
      return objectsIn(services)
        .flatMap(({ events }) => objectsIn(events))
        .flatMap(({ createdAt, message }) => {
          const atMs = createdAt instanceof Date ? createdAt.getTime() : 0;
          const isTold = typeof message === 'string' && atMs >= startedAtMs && !goesWell.test(message);
          return isTold ? [`${utc(atMs)}: ${message}`] : [];
        })
        .slice(0, mostTold);
    },
  };
}
