import { z } from 'zod';
import { checkInput, createJsonService, type Service } from '../endpoint/index.ts';
import type { CloudIdentity } from '../identity.ts';
import { createOutcomeRoute } from '../outcome-route.ts';
import type { Ecs } from './ecs.ts';
import { INPUTS } from './model/inputs.ts';
import { isEcsTarget, OUTCOMES } from './scripts.ts';

/** An access key id that is an account id stands for that account, as it does for Proton here. */
const ACCOUNT_ID = /^\d{12}$/;

const outcomeShape = z.strictObject({
  target: z.string(),
  outcome: z.enum(OUTCOMES, `a deployment of ECS can ${OUTCOMES.join(', ')}`),
});

export interface EcsServiceOptions {
  readonly ecs: Ecs;
  /** Account and Region of requests that are not signed, or with a key that stands for no account. */
  readonly identity: CloudIdentity;
  /** Where the cloud's control routes are: one of them scripts outcomes. */
  readonly controlPath: string;
}

/**
 * Serves ECS in its own protocol, JSON 1.1 with the operation in a header
 * (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). Deployments are scripted by
 * `POST …/outcomes {target: <service ARN>, outcome}`.
 */
export function createEcsService({ ecs, identity, controlPath }: EcsServiceOptions): Service {
  const operations = Object.keys(INPUTS).map((operation) => [
    operation,
    (input: object, head: Head) => ecs.call(operation, input, ownerOf(head, identity)),
  ]);
  return createJsonService({
    name: 'ecs',
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    contentType: 'application/x-amz-json-1.1',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['ServerException', 500] },
    operations: Object.fromEntries(operations),
    control: (otherwise) =>
      createOutcomeRoute(
        {
          path: `${controlPath}outcomes`,
          isTarget: isEcsTarget,
          take(content) {
            const { target, outcome } = checkInput(outcomeShape, content);
            ecs.script(target, outcome);
          },
          whyNoQuery: 'Services take no query: for another Region, give the ARN as the target.',
        },
        otherwise,
      ),
  });
}

interface Head {
  readonly credential: { readonly accessKeyId: string; readonly region: string } | undefined;
}

function ownerOf({ credential }: Head, { accountId, region }: CloudIdentity): CloudIdentity {
  if (credential === undefined) return { accountId, region };
  const isAccount = ACCOUNT_ID.test(credential.accessKeyId);
  return { accountId: isAccount ? credential.accessKeyId : accountId, region: credential.region || region };
}
