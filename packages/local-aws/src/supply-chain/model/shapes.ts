/**
 * The shapes of the API model that inputs are made of, as data: types, lengths, patterns, enumerations. Patterns are
 * whole: a text matches one from its first to its last character. Source: the public API model of AWS Supply Chain,
 * version 2024-01-01, as the AWS SDKs carry it.
 */
export interface StringShape {
  readonly type: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** In small letters; a text may not begin with it, whatever the case. */
  readonly reservedPrefix?: string;
}
export interface IntegerShape {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
}
export interface ListShape {
  readonly type: 'list';
  readonly member: string;
  readonly maxLength: number;
}
export interface MapShape {
  readonly type: 'map';
  readonly key: string;
  readonly value: string;
  readonly maxLength: number;
}
export type Shape = StringShape | IntegerShape | ListShape | MapShape;

export const INSTANCE_STATES = [
  'Initializing',
  'Active',
  'CreateFailed',
  'DeleteFailed',
  'Deleting',
  'Deleted',
] as const;

export const SHAPES = {
  ClientToken: { type: 'string', minLength: 33, maxLength: 126 },
  /** Its length and its pattern disagree by one character in the model; both hold. */
  InstanceDescription: { type: 'string', maxLength: 501, pattern: "[a-zA-Z0-9., _\\u02bc'%-]{0,500}" },
  InstanceId: {
    type: 'string',
    minLength: 36,
    maxLength: 36,
    pattern: '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}',
  },
  InstanceName: {
    type: 'string',
    maxLength: 63,
    pattern: "(?![ _\\u02bc'%-])[a-zA-Z0-9 _\\u02bc'%-]{0,62}[a-zA-Z0-9]",
  },
  InstanceState: { type: 'string', values: INSTANCE_STATES },
  InstanceWebAppDnsDomain: { type: 'string', pattern: '(?!-)[a-zA-Z0-9-]{1,62}[a-zA-Z0-9]' },
  KmsKeyArn: {
    type: 'string',
    maxLength: 2048,
    pattern: 'arn:[a-z0-9][-.a-z0-9]{0,62}:kms:([a-z0-9][-.a-z0-9]{0,62})?:([a-z0-9][-.a-z0-9]{0,62})?:key/.{0,1019}',
  },
  MaxResults: { type: 'integer', minimum: 0, maximum: 20 },
  NextToken: { type: 'string', minLength: 1, maxLength: 1024 },
  /**
   * The prefix is not in the model: keys that begin with it are AWS's own, in every service
   * (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html).
   */
  TagKey: { type: 'string', minLength: 1, maxLength: 128, reservedPrefix: 'aws:' },
  TagValue: { type: 'string', maxLength: 256 },

  InstanceNameList: { type: 'list', member: 'InstanceName', maxLength: 10 },
  InstanceStateList: { type: 'list', member: 'InstanceState', maxLength: 6 },
  TagMap: { type: 'map', key: 'TagKey', value: 'TagValue', maxLength: 200 },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;
