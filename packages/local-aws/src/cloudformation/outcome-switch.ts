import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerError, answerJson, checkInput, parseBody, readBody, requestPath } from '../endpoint/index.ts';
import type { CloudFormation } from './cloudformation.ts';

const outcomeShape = z.strictObject({
  stack: z.string().min(1).max(128),
  outcome: z.enum(['succeed', 'fail', 'hang', 'slow'], 'a stack can succeed, fail, hang or be slow'),
  reason: z.string().optional(),
  on: z
    .enum(['deployment', 'rollback', 'deletion'], 'of a stack, deployment, rollback and deletion can be scripted')
    .optional(),
});

/** Makes the listener of `POST …/stack-outcomes {stack, outcome, reason?, on?}`, which decides how what is done to a stack ends. */
export function createStackOutcomeSwitch(
  cloudFormation: CloudFormation,
  outcomesPath: string,
  otherwise: RequestListener,
): RequestListener {
  async function script(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { stack, outcome, reason, on } = checkInput(outcomeShape, parseBody(await readBody(request)));
    cloudFormation.script(stack, outcome, { reason, on });
    answerJson(response, 200, {});
  }

  return (request, response) => {
    const isOutcome = request.method === 'POST' && requestPath(request).path === outcomesPath;
    // A page of another site cannot send this type without asking first.
    const isJson = /^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');
    if (!isOutcome || !isJson) return otherwise(request, response);
    script(request, response).catch((error: unknown) => answerError(response, error, 'application/json'));
  };
}
