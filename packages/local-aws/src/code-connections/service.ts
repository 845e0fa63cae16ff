import { z } from 'zod';
import { checkInput, createJsonService, type Service } from '../endpoint/index.ts';
import { createOutcomeRoute } from '../outcome-route.ts';
import type { CodeConnections } from './code-connections.ts';
import { OUTCOMES } from './state.ts';

const outcomeShape = z.strictObject({
  target: z.string(),
  outcome: z.enum(OUTCOMES, `a sync can ${OUTCOMES.join(', ')}`),
});

const syncOfStack = /^git-sync\/(.+)$/;

/** The service has had two names, and answers under both: requests of the older one are signed and named differently. */
const prefixes = {
  codeconnections: 'CodeConnections_20231201',
  'codestar-connections': 'CodeStar_connections_20191201',
} as const;

/**
 * AWS CodeConnections behind the endpoint, by the JSON protocol, under its name and under the one before. Syncs are scripted by
 * `POST …/outcomes {target: git-sync/<stack>, outcome}`; a sync has no ARN.
 */
export function createCodeConnectionsServices(
  codeConnections: CodeConnections,
  controlPath: string,
): readonly Service[] {
  return Object.entries(prefixes).map(([name, targetPrefix], index) =>
    createJsonService({
      name,
      targetPrefix,
      contentType: 'application/x-amz-json-1.0',
      faultErrors: { throttle: ['ThrottlingException', 400], fail: ['InternalServerException', 500] },
      operations: Object.fromEntries(
        codeConnections.operations.map((operation) => [operation, (input) => codeConnections.call(operation, input)]),
      ),
      ...(index === 0 && {
        control: (otherwise) =>
          createOutcomeRoute(
            {
              path: `${controlPath}outcomes`,
              isTarget: (target) => syncOfStack.test(target),
              take(content) {
                const { target, outcome } = checkInput(outcomeShape, content);
                codeConnections.script(target.replace(syncOfStack, '$1'), outcome);
              },
              whyNoQuery: 'Syncs take no query: the local cloud has them in one Region.',
            },
            otherwise,
          ),
      }),
    }),
  );
}
