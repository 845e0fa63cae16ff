import type { ResourceMaker } from '../stack-context.ts';
import { makeEventInvokeConfig } from './event-invoke-config.ts';
import { makeEventSourceMapping } from './event-source-mapping.ts';
import { makeFunction } from './function.ts';
import { makeHttpApi, makeHttpIntegration, makeHttpRoute, makeHttpStage } from './http-api.ts';
import { makeQueue } from './queue.ts';
import { makeEventBus, makeRule } from './rule.ts';
import { makeSchedule, makeScheduleGroup } from './schedule.ts';
import { makeTable } from './table.ts';
import { makeTopic } from './topic.ts';
import { makeBucket, makeLogGroup, makeRole, makeVersion, makeWithoutEffect } from './without-effect.ts';

/** Every resource type the local cloud makes. A type that is not here is refused. */
export const resourceMakers: Readonly<Record<string, ResourceMaker>> = {
  'AWS::ApiGatewayV2::Api': makeHttpApi,
  'AWS::ApiGatewayV2::Integration': makeHttpIntegration,
  'AWS::ApiGatewayV2::Route': makeHttpRoute,
  'AWS::ApiGatewayV2::Stage': makeHttpStage,
  'AWS::DynamoDB::Table': makeTable,
  'AWS::Events::EventBus': makeEventBus,
  'AWS::Events::Rule': makeRule,
  'AWS::Lambda::EventInvokeConfig': makeEventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': makeEventSourceMapping,
  'AWS::Lambda::Function': makeFunction,
  'AWS::SNS::Topic': makeTopic,
  'AWS::SQS::Queue': makeQueue,
  'AWS::Scheduler::Schedule': makeSchedule,
  'AWS::Scheduler::ScheduleGroup': makeScheduleGroup,

  'AWS::CloudWatch::Alarm': makeWithoutEffect,
  'AWS::CloudWatch::Dashboard': makeWithoutEffect,
  'AWS::Events::EventBusPolicy': makeWithoutEffect,
  'AWS::IAM::Policy': makeWithoutEffect,
  'AWS::IAM::Role': makeRole,
  'AWS::Lambda::Permission': makeWithoutEffect,
  'AWS::Lambda::Version': makeVersion,
  'AWS::Logs::LogGroup': makeLogGroup,
  'AWS::Logs::MetricFilter': makeWithoutEffect,
  'AWS::S3::Bucket': makeBucket,
  'AWS::S3::BucketPolicy': makeWithoutEffect,
  'AWS::SNS::Subscription': makeWithoutEffect,
  'AWS::SNS::TopicPolicy': makeWithoutEffect,
  'AWS::SQS::QueuePolicy': makeWithoutEffect,
};
