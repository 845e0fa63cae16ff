import { z } from 'zod';
import { InvalidPropertiesError } from '../errors.ts';
import { checkProperties, ignored, wholeNumber } from '../properties.ts';
import type { ResourceMaker } from '../stack-context.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
const eventInvokeConfigShape = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: wholeNumber.optional(),
  MaximumEventAgeInSeconds: ignored,
  // Nothing is sent on from here: failures of asynchronous invocations are in the log.
  DestinationConfig: z.object({}).strict().optional(),
});

/** AWS::Lambda::EventInvokeConfig: how often an asynchronous invocation is tried again. */
export const makeEventInvokeConfig: ResourceMaker = (resource, stack) => {
  const { FunctionName, MaximumRetryAttempts } = checkProperties(eventInvokeConfigShape, resource);
  const lambda = stack.functions.byArn(FunctionName);
  if (lambda === undefined) {
    throw new InvalidPropertiesError(resource.logicalId, resource.type, [`FunctionName: no function ${FunctionName}`]);
  }
  if (MaximumRetryAttempts !== undefined) lambda.asyncRetries = MaximumRetryAttempts;
  return { ref: resource.logicalId };
};
