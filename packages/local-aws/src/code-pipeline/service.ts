import type { RequestListener } from 'node:http';
import { z } from 'zod';
import {
  AwsError,
  answerError,
  answerJson,
  checkInput,
  createJsonService,
  parseBody,
  readBody,
  requestPath,
  type Service,
} from '../endpoint/index.ts';
import type { CodePipeline } from './code-pipeline.ts';

const outcomeShape = z.strictObject({
  target: z.string(),
  outcome: z.enum(['succeed', 'fail', 'hang', 'slow'], 'an action can succeed, fail, hang or be slow'),
  statusMessage: z.string().optional(),
});

/** CodePipeline behind the endpoint, by the JSON protocol. */
export function createCodePipelineService(codePipeline: CodePipeline, controlPath: string): Service {
  const service = createJsonService({
    name: 'codepipeline',
    targetPrefix: 'CodePipeline_20150709',
    contentType: 'application/x-amz-json-1.1',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['InternalFailure', 500] },
    operations: Object.fromEntries(
      codePipeline.operations.map((operation) => [operation, (input) => codePipeline.call(operation, input)]),
    ),
  });
  return { ...service, control: (otherwise) => outcomeRoute(codePipeline, controlPath, otherwise) };
}

/** `POST …/code-pipeline/outcomes {target, outcome, statusMessage?}` decides how actions and conditions end. */
function outcomeRoute(codePipeline: CodePipeline, controlPath: string, otherwise: RequestListener): RequestListener {
  return (request, response) => {
    const isOurs = request.method === 'POST' && requestPath(request).path === `${controlPath}code-pipeline/outcomes`;
    if (!isOurs) return otherwise(request, response);
    const take = async (): Promise<void> => {
      // A page of another site cannot send this type without asking first.
      if (!request.headers['content-type']?.startsWith('application/json')) {
        throw new AwsError('UnsupportedMediaType', 'Send the body as application/json.', { statusCode: 415 });
      }
      const { target, outcome, statusMessage } = checkInput(outcomeShape, parseBody(await readBody(request)));
      codePipeline.script(target, outcome, statusMessage);
      answerJson(response, 200, {});
    };
    take().catch((error: unknown) => answerError(response, error, 'application/json'));
  };
}
