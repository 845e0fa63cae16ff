import { z } from 'zod';
import { localArn } from '../../identity.ts';
import { checkProperties, ignored } from '../properties.ts';
import type { ResourceMaker } from '../site.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
const eventBusShape = z.strictObject({
  Name: z.string(),
  Description: ignored,
  KmsKeyIdentifier: ignored,
  LogConfig: ignored,
  Policy: ignored,
  Tags: ignored,
});

/** AWS::Events::EventBus */
export const makeEventBus: ResourceMaker = (resource, site) => {
  const { Name } = checkProperties(eventBusShape, resource);
  site.buses.addBus(Name);
  return { ref: Name, attributes: { Name, Arn: localArn(site.identity, 'events', `event-bus/${Name}`) } };
};
