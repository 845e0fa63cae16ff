import { z } from 'zod';
import { localArn } from '../../identity.ts';
import { readScheduleDefinition } from '../../scheduler/index.ts';
import { InvalidPropertiesError } from '../errors.ts';
import { checkProperties, ignored } from '../properties.ts';
import { generatedName, type ResourceMaker } from '../stack-context.ts';

const scheduleGroupShape = z.strictObject({ Name: z.string().optional(), Tags: ignored });

/** AWS::Scheduler::Schedule: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
export const makeSchedule: ResourceMaker = (resource, stack) => {
  const { Name = generatedName(stack, resource) } = resource.properties;
  try {
    const definition = readScheduleDefinition({ ...resource.properties, Name }, stack.clock.nowMs());
    const { name, arn } = stack.schedules.create(definition);
    return { ref: name, attributes: { Arn: arn } };
  } catch (error) {
    throw new InvalidPropertiesError(resource.logicalId, resource.type, [
      error instanceof Error ? error.message : String(error),
    ]);
  }
};

/** AWS::Scheduler::ScheduleGroup */
export const makeScheduleGroup: ResourceMaker = (resource, stack) => {
  const { Name = generatedName(stack, resource) } = checkProperties(scheduleGroupShape, resource);
  stack.schedules.addGroup(Name);
  return { ref: Name, attributes: { Arn: localArn(stack.identity, 'scheduler', `schedule-group/${Name}`) } };
};
