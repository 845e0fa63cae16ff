import type { EventDraft } from '../event-bridge/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import type { Deployment } from './state.ts';

/** The states of events are other words than those of the API. */
export type EventState = 'START' | 'SUCCESS' | 'FAILURE' | 'STOP' | 'READY';

/** As CodeDeploy sends it: https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
export function deploymentEvent(
  identity: CloudIdentity,
  { application, group, id }: Deployment,
  state: EventState,
): EventDraft {
  return {
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    resources: [
      localArn(identity, 'codedeploy', `application:${application}`),
      localArn(identity, 'codedeploy', `deploymentgroup:${application}/${group}`),
    ],
    detail: { region: identity.region, application, deploymentGroup: group, deploymentId: id, state },
  };
}
