import type { SHAPES, ShapeName } from './shapes.ts';

/** Which members an input has: member name to shape name. */
export interface Members {
  readonly required: Readonly<Record<string, ShapeName>>;
  readonly optional: Readonly<Record<string, ShapeName>>;
}

/** The inputs of the five instance operations: https://docs.aws.amazon.com/aws-supply-chain/latest/APIReference/API_Operations.html */
export const INPUTS = {
  CreateInstance: {
    required: {},
    optional: {
      instanceName: 'InstanceName',
      instanceDescription: 'InstanceDescription',
      kmsKeyArn: 'KmsKeyArn',
      webAppDnsDomain: 'InstanceWebAppDnsDomain',
      tags: 'TagMap',
      clientToken: 'ClientToken',
    },
  },
  GetInstance: { required: { instanceId: 'InstanceId' }, optional: {} },
  ListInstances: {
    required: {},
    optional: {
      nextToken: 'NextToken',
      maxResults: 'MaxResults',
      instanceNameFilter: 'InstanceNameList',
      instanceStateFilter: 'InstanceStateList',
    },
  },
  UpdateInstance: {
    required: { instanceId: 'InstanceId' },
    optional: { instanceName: 'InstanceName', instanceDescription: 'InstanceDescription' },
  },
  DeleteInstance: { required: { instanceId: 'InstanceId' }, optional: {} },
} as const satisfies Record<string, Members>;

export type OperationName = keyof typeof INPUTS;

type ValueOf<Name> = Name extends ShapeName
  ? (typeof SHAPES)[Name] extends infer Found
    ? Found extends { readonly values: readonly (infer Value)[] }
      ? Value
      : Found extends { readonly type: 'string' }
        ? string
        : Found extends { readonly type: 'integer' }
          ? number
          : Found extends { readonly type: 'list'; readonly member: infer Member }
            ? readonly ValueOf<Member>[]
            : Readonly<Record<string, string>>
    : never
  : never;

/** What an operation is given, once it was read. */
export type InputOf<Operation extends OperationName> = {
  readonly [Name in keyof (typeof INPUTS)[Operation]['required']]: ValueOf<
    (typeof INPUTS)[Operation]['required'][Name]
  >;
} & {
  readonly [Name in keyof (typeof INPUTS)[Operation]['optional']]?: ValueOf<
    (typeof INPUTS)[Operation]['optional'][Name]
  >;
};
