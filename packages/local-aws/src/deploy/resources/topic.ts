import { z } from 'zod';
import { localArn } from '../../identity.ts';
import { checkProperties, ignored } from '../properties.ts';
import { generatedName, type ResourceMaker } from '../stack-context.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
const topicShape = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: ignored,
  KmsMasterKeyId: ignored,
  Subscription: ignored,
  Tags: ignored,
});

/** AWS::SNS::Topic: what is published to it is kept for whoever runs the cloud. */
export const makeTopic: ResourceMaker = (resource, stack) => {
  const name = checkProperties(topicShape, resource).TopicName ?? generatedName(stack, resource);
  const arn = localArn(stack.identity, 'sns', name);
  stack.topics.add(arn);
  return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
};
