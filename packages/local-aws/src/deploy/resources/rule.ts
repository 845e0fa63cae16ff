import { z } from 'zod';
import {
  compileEventPattern,
  compileInputPath,
  compileInputTransformer,
  eventTime,
  type RuleTarget,
} from '../../event-bridge/index.ts';
import { localArn } from '../../identity.ts';
import { parseScheduleExpression, startScheduleTimer } from '../../scheduler/index.ts';
import { InvalidPropertiesError } from '../errors.ts';
import { checkProperties, ignored } from '../properties.ts';
import { generatedName, type ResourceMaker, type StackContext } from '../stack-context.ts';

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
export const makeEventBus: ResourceMaker = (resource, stack) => {
  const { Name } = checkProperties(eventBusShape, resource);
  stack.buses.addBus(Name);
  return { ref: Name, attributes: { Name, Arn: localArn(stack.identity, 'events', `event-bus/${Name}`) } };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-events-rule-target.html */
const targetShape = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
    .optional(),
  // Delivery inside one process does not fail, so there is nothing to retry and nothing for a dead-letter queue.
  DeadLetterConfig: ignored,
  RetryPolicy: ignored,
  RoleArn: ignored,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
const ruleShape = z.strictObject({
  Name: z.string().optional(),
  EventBusName: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Targets: z.array(targetShape).optional(),
  Description: ignored,
  RoleArn: ignored,
  Tags: ignored,
});

/** AWS::Events::Rule, for a pattern or for a schedule. */
export const makeRule: ResourceMaker = (resource, stack) => {
  const properties = checkProperties(ruleShape, resource);
  const { EventPattern, ScheduleExpression, State, Targets = [] } = properties;
  const refuse = (problem: string): never => {
    throw new InvalidPropertiesError(resource.logicalId, resource.type, [problem]);
  };
  const name = properties.Name ?? generatedName(stack, resource);
  const busName = properties.EventBusName?.split('/').at(-1) ?? 'default';
  const path = busName === 'default' ? name : `${busName}/${name}`;
  const arn = localArn(stack.identity, 'events', `rule/${path}`);
  const targets = Targets.map((target) => describeTarget(target));
  const isEnabled = State !== 'DISABLED';
  if (EventPattern === undefined && ScheduleExpression === undefined)
    refuse('EventPattern or ScheduleExpression is required');
  if (EventPattern !== undefined && isEnabled) {
    stack.buses.addRule({
      name,
      busName,
      targets,
      matches: compileOrRefuse(() => compileEventPattern(EventPattern), refuse),
    });
  }
  if (ScheduleExpression !== undefined) {
    const start =
      scheduledRule(stack, ScheduleExpression, arn, targets) ??
      refuse(`ScheduleExpression: ${ScheduleExpression} is not of the form rate(value unit)`);
    if (isEnabled) stack.scheduledRules.push(start);
  }
  return { ref: busName === 'default' ? name : `${busName}|${name}`, attributes: { Arn: arn } };
};

function describeTarget({ Id, Arn, Input, InputPath, InputTransformer }: z.output<typeof targetShape>): RuleTarget {
  if (InputTransformer !== undefined) return { id: Id, arn: Arn, payload: compileInputTransformer(InputTransformer) };
  if (Input !== undefined) return { id: Id, arn: Arn, payload: () => Input };
  const select = compileInputPath(InputPath ?? '$');
  return { id: Id, arn: Arn, payload: (event) => JSON.stringify(select(event)) };
}

function compileOrRefuse<Result>(compile: () => Result, refuse: (problem: string) => never): Result {
  try {
    return compile();
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function scheduledRule(stack: StackContext, expression: string, arn: string, targets: readonly RuleTarget[]) {
  const timing = parseScheduleExpression(expression);
  if (timing?.kind !== 'rate') return undefined;
  return () =>
    startScheduleTimer(stack.clock, timing, (dueAtMs) => {
      const event = stack.completeEvent({
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        resources: [arn],
        time: eventTime(dueAtMs),
        detail: {},
      });
      for (const target of targets) stack.delivery.deliver(target.arn, target.payload(event));
    });
}
