import type {
  $SchemaRef,
  SchemaTraits,
  StaticListSchema,
  StaticMapSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';

/** The namespace of the service's shapes in its Smithy model. */
export const namespace = 'com.amazonaws.supplychain';

/*
 * How Smithy's runtime schemas say it (https://github.com/smithy-lang/smithy-typescript/tree/main/packages/core):
 * simple types and traits are numbers; a type with traits is a pair of both.
 */
const text = 0;
const number = 1;
const timestamp = 4;
const listOfText = 64;
const httpLabel = 1;
const idempotencyToken = 4;
const sensitive = 8;

const pathInstanceId: $SchemaRef = [text, httpLabel];

function query(type: number, name: string): $SchemaRef {
  return [type, { httpQuery: name }];
}

function structure(
  name: string,
  members: Readonly<Record<string, $SchemaRef>>,
  requiredMembers = 0,
): StaticStructureSchema {
  return [3, namespace, name, 0, Object.keys(members), Object.values(members), requiredMembers];
}

const tags: StaticMapSchema = [2, namespace, 'TagMap', 0, text, text];

const instance = structure(
  'Instance',
  {
    instanceId: text,
    awsAccountId: text,
    state: text,
    errorMessage: [text, sensitive],
    webAppDnsDomain: text,
    createdTime: timestamp,
    lastModifiedTime: timestamp,
    instanceName: text,
    instanceDescription: text,
    kmsKeyArn: text,
    versionNumber: number,
  },
  3,
);

const instanceList: StaticListSchema = [1, namespace, 'InstanceList', 0, instance];

function operation(
  name: string,
  [method, path]: readonly [method: string, path: string],
  input: Readonly<Record<string, $SchemaRef>>,
  output: Readonly<Record<string, $SchemaRef>>,
): StaticOperationSchema {
  const traits: SchemaTraits = { http: [method, path, 200] };
  return [9, namespace, name, traits, structure(`${name}Request`, input), structure(`${name}Response`, output, 1)];
}

export const CreateInstance = operation(
  'CreateInstance',
  ['POST', '/api/instance'],
  {
    instanceName: text,
    instanceDescription: text,
    kmsKeyArn: text,
    webAppDnsDomain: text,
    tags,
    clientToken: [text, idempotencyToken],
  },
  { instance },
);

export const GetInstance = operation(
  'GetInstance',
  ['GET', '/api/instance/{instanceId}'],
  { instanceId: pathInstanceId },
  { instance },
);

export const ListInstances = operation(
  'ListInstances',
  ['GET', '/api/instance'],
  {
    nextToken: query(text, 'nextToken'),
    maxResults: query(number, 'maxResults'),
    instanceNameFilter: query(listOfText, 'instanceNameFilter'),
    instanceStateFilter: query(listOfText, 'instanceStateFilter'),
  },
  { instances: instanceList, nextToken: text },
);

export const UpdateInstance = operation(
  'UpdateInstance',
  ['PATCH', '/api/instance/{instanceId}'],
  { instanceId: pathInstanceId, instanceName: text, instanceDescription: text },
  { instance },
);

export const DeleteInstance = operation(
  'DeleteInstance',
  ['DELETE', '/api/instance/{instanceId}'],
  { instanceId: pathInstanceId },
  { instance },
);
