import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { candidates, deploymentArn, referenceOf } from '../../../../src/lib/providers/ecs/index.ts';
import { clusterName, consoleLink, parseArn } from '../../../../src/lib/providers/ecs/names.ts';

const target = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/orders';

describe('what people type', () => {
  test.each(['shop/orders', 'ecs:shop/orders', 'service/shop/orders', ' shop/orders '])('"%s"', (typed) => {
    expect(candidates(typed)).toEqual([{ on: 'deployment', provider: 'ecs', kind: 'service', name: 'shop/orders' }]);
  });

  test('without a cluster it is one of the default cluster, as ECS itself takes it', () => {
    expect(candidates('orders')).toMatchObject([{ name: 'default/orders' }]);
  });

  test.each([target, `${target.replace('service/', 'service-deployment/')}/0EYSiB0q_p8xf-N76FsbE`])('%s', (typed) => {
    expect(candidates(typed)).toEqual([
      { on: 'deployment', provider: 'ecs', kind: 'service', name: 'shop/orders', target },
    ]);
  });

  test.each([
    '',
    '-',
    'a/b/c',
    'a b',
    'arn:aws:s3:::bucket',
    'arn:aws:ecs:eu-west-1:111122223333:task/shop/1',
    '../..',
  ])('"%s" can be none', (typed) => {
    expect(candidates(typed)).toEqual([]);
  });
});

describe('ARNs', () => {
  test.each([
    ['arn:aws:ecs:eu-west-1:111122223333:service/orders', { name: 'orders' }],
    ['arn:aws-cn:ecs:cn-north-1:111122223333:daemon/shop/agent', { partition: 'aws-cn', kind: 'daemon' }],
    [
      'arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/orders/1002160003683534866',
      { id: '1002160003683534866' },
    ],
  ])('%s', (arn, parts) => {
    expect(parseArn(arn)).toMatchObject(parts);
  });

  test('a deployment has the ARN of its target and its id', () => {
    expect(deploymentArn(target, 'x_-1')).toBe(
      'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/orders/x_-1',
    );
    expect(parseArn(deploymentArn(target, 'x_-1'))).toMatchObject({ cluster: 'shop', name: 'orders', id: 'x_-1' });
  });

  test('only the long form of a target leads back to it', () => {
    expect(referenceOf(target)).toMatchObject({ name: 'shop/orders', target });
    expect(referenceOf('arn:aws:ecs:eu-west-1:111122223333:service/orders')).toBeUndefined();
    expect(referenceOf(deploymentArn(target, 'x'))).toBeUndefined();
  });

  test('clusters by name or ARN', () => {
    expect(clusterName('arn:aws:ecs:eu-west-1:111122223333:cluster/shop')).toBe('shop');
    expect(clusterName('shop')).toBe('shop');
    for (const wrong of ['arn:aws:ecs:eu-west-1:111122223333:task/shop', '', 'a/b', undefined, 5]) {
      expect(clusterName(wrong)).toBeUndefined();
    }
  });

  test('no text makes it stumble', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `${target}${text}`),
        ),
        (text) => {
          const parts = parseArn(text);
          expect(parts === undefined || parts.name !== '').toBe(true);
          for (const reference of candidates(text)) expect(reference.name.split('/')).toHaveLength(2);
        },
      ),
    );
  });
});

test.each([
  [
    target,
    'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/orders/deployments/x_-1?region=eu-west-1',
  ],
  [
    'arn:aws-cn:ecs:cn-north-1:111122223333:service/shop/orders',
    'https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters/shop/services/orders/deployments/x_-1?region=cn-north-1',
  ],
  [
    'arn:aws:ecs:eu-west-1:111122223333:daemon/shop/agent',
    'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/daemons?region=eu-west-1',
  ],
  ['arn:aws:ecs:eu-west-1:111122223333:service/orders', undefined],
])('the console of %s', (arn, link) => {
  expect(consoleLink(arn, 'x_-1')).toBe(link);
});
