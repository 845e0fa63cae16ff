import { z } from 'zod';
import { EventSourceMapping } from '../../lambda/index.ts';
import { InvalidPropertiesError } from '../errors.ts';
import { checkProperties, ignored, wholeNumber, yesOrNo } from '../properties.ts';
import type { ResourceMaker } from '../stack-context.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
const mappingShape = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: wholeNumber.optional(),
  MaximumBatchingWindowInSeconds: wholeNumber.optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).optional(),
  ScalingConfig: z.object({ MaximumConcurrency: wholeNumber.optional() }).optional(),
  Enabled: yesOrNo.optional(),
  MetricsConfig: ignored,
  Tags: ignored,
});

/** AWS::Lambda::EventSourceMapping from a queue. */
export const makeEventSourceMapping: ResourceMaker = (resource, stack) => {
  const properties = checkProperties(mappingShape, resource);
  const queue = stack.queues.byArn(properties.EventSourceArn);
  const lambda = stack.functions.byArn(properties.FunctionName);
  if (queue === undefined || lambda === undefined) {
    throw new InvalidPropertiesError(resource.logicalId, resource.type, [
      `no queue ${properties.EventSourceArn} or no function ${properties.FunctionName}`,
    ]);
  }
  const mapping = new EventSourceMapping({
    queue,
    lambda,
    region: stack.identity.region,
    clock: stack.clock,
    batchSize: properties.BatchSize ?? 10,
    batchWindowMs: (properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    reportsBatchItemFailures: properties.FunctionResponseTypes !== undefined,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
  });
  if (properties.Enabled ?? true) stack.mappings.push(mapping);
  return { ref: resource.logicalId, attributes: { Id: resource.logicalId } };
};
