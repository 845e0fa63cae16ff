import type { RequestListener } from 'node:http';
import { z } from 'zod';
import { checkInput } from '../endpoint/index.ts';
import { createOutcomeRoute } from '../outcome-route.ts';
import { isSupplyChainTarget } from './scripts.ts';
import type { SupplyChain } from './supply-chain.ts';

const outcomeShape = z.strictObject({
  target: z.string(),
  outcome: z.enum(['succeed', 'fail', 'hang'], 'an instance can succeed, fail or hang'),
  statusMessage: z.string().optional(),
  on: z
    .enum(['deployment', 'deletion'], 'of an instance, the deployment (its creation) and the deletion can be scripted')
    .optional(),
});

/** Makes the listener that scripts instances: `POST …/outcomes {target, outcome, statusMessage?, on?}`. */
export function createOutcomeSwitch(
  supplyChain: SupplyChain,
  outcomesPath: string,
  otherwise: RequestListener,
): RequestListener {
  return createOutcomeRoute(
    {
      path: outcomesPath,
      isTarget: isSupplyChainTarget,
      take(content) {
        const { target, outcome, statusMessage, on } = checkInput(outcomeShape, content);
        supplyChain.script(target, outcome, { statusMessage, on });
      },
      // Account and region of an instance are in its ARN, not in the query.
      whyNoQuery: 'Instances take no query: for another region, give the ARN as the target.',
    },
    otherwise,
  );
}
