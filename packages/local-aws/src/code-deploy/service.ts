import { z } from 'zod';
import { checkInput, createJsonService, type Service } from '../endpoint/index.ts';
import { createOutcomeRoute } from '../outcome-route.ts';
import type { CodeDeploy } from './code-deploy.ts';
import { OUTCOMES } from './scripts.ts';

const outcomeShape = z.strictObject({
  target: z.string(),
  outcome: z.enum(OUTCOMES, `a deployment of CodeDeploy can ${OUTCOMES.join(', ')}`),
});

const arnOfGroup = /^arn:[^:]*:codedeploy:[^:]*:[^:]*:deploymentgroup:/;

/**
 * CodeDeploy behind the endpoint, by the JSON protocol. Deployments are scripted by
 * `POST …/outcomes {target: <deployment group ARN>, outcome}`.
 */
export function createCodeDeployService(codeDeploy: CodeDeploy, controlPath: string): Service {
  return createJsonService({
    name: 'codedeploy',
    targetPrefix: 'CodeDeploy_20141006',
    contentType: 'application/x-amz-json-1.1',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['InternalFailure', 500] },
    operations: Object.fromEntries(
      codeDeploy.operations.map((operation) => [operation, (input) => codeDeploy.call(operation, input)]),
    ),
    control: (otherwise) =>
      createOutcomeRoute(
        {
          path: `${controlPath}outcomes`,
          isTarget: (target) => arnOfGroup.test(target),
          take(content) {
            const { target, outcome } = checkInput(outcomeShape, content);
            codeDeploy.script(target.replace(arnOfGroup, ''), outcome);
          },
          whyNoQuery: 'Deployment groups take no query: the local cloud has them in one Region.',
        },
        otherwise,
      ),
  });
}
