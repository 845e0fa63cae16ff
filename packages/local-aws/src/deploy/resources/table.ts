import { z } from 'zod';
import { localArn } from '../../identity.ts';
import { checkProperties, ignored } from '../properties.ts';
import { generatedName, type ResourceMaker } from '../stack-context.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
const tableShape = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.unknown()),
  KeySchema: z.array(z.unknown()),
  BillingMode: z.string().optional(),
  ProvisionedThroughput: z.unknown().optional(),
  GlobalSecondaryIndexes: z.array(z.record(z.string(), z.unknown())).optional(),
  LocalSecondaryIndexes: z.array(z.unknown()).optional(),
  ContributorInsightsSpecification: ignored,
  DeletionProtectionEnabled: ignored,
  PointInTimeRecoverySpecification: ignored,
  SSESpecification: ignored,
  TableClass: ignored,
  Tags: ignored,
  // Items stay past their time to live: nothing may rely on when DynamoDB deletes them.
  TimeToLiveSpecification: ignored,
});

/** AWS::DynamoDB::Table, made in the table service with its indexes. */
export const makeTable: ResourceMaker = async (resource, stack) => {
  const {
    TableName = generatedName(stack, resource),
    AttributeDefinitions,
    KeySchema,
    BillingMode,
    ProvisionedThroughput,
    GlobalSecondaryIndexes,
    LocalSecondaryIndexes,
  } = checkProperties(tableShape, resource);
  await stack.createTable({
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode,
    ProvisionedThroughput,
    GlobalSecondaryIndexes,
    LocalSecondaryIndexes,
  });
  return { ref: TableName, attributes: { Arn: localArn(stack.identity, 'dynamodb', `table/${TableName}`) } };
};
