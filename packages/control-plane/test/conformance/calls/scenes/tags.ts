import { arnOf } from '../../../../src/model/arns.ts';
import { ACCOUNT, REGION } from '../../../support/world.ts';
import { type Given, NOT_FOUND, type Scenes } from './scene.ts';

const arn = (suffix: string): string => arnOf({ region: REGION, accountId: ACCOUNT }, suffix);
const resourceArn = arn('environment/prod');
/** Every kind of resource with an ARN, but deployments and other accounts' connections. */
const TAGGABLE = [
  'environment-template/network',
  'environment-template/network:1.0',
  'service-template/web',
  'service-template/web:1.0',
  'service/shop',
  'service/shop/service-instance/blue',
  'service/shop/pipeline',
  'component/queue',
  'repository/github:platform/configuration',
];
const missing = { input: { resourceArn: arn('environment/missing') } };
const tagged: Given = (world) =>
  world.call('TagResource', {
    resourceArn,
    tags: [
      { key: 'team', value: 'platform' },
      { key: 'cost-centre', value: '' },
    ],
  });

export const tagScenes: Scenes = {
  TagResource: {
    input: { resourceArn, tags: [{ key: 'team', value: 'platform' }] },
    also: [
      ...TAGGABLE.map((suffix) => ({ input: { resourceArn: arn(suffix), tags: [{ key: 'team', value: '' }] } })),
      { input: { resourceArn, tags: [] } },
    ],
    errors: { [NOT_FOUND]: missing },
  },
  UntagResource: {
    given: tagged,
    input: { resourceArn, tagKeys: ['team'] },
    also: [{ input: { resourceArn, tagKeys: [] } }],
    errors: { [NOT_FOUND]: missing },
  },
  ListTagsForResource: {
    input: { resourceArn },
    also: [
      { given: tagged, input: { resourceArn } },
      { given: tagged, input: { resourceArn, maxResults: 1 } },
    ],
    errors: { [NOT_FOUND]: missing },
  },
};
