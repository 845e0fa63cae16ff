import { expect, test } from '@jest/globals';
import { consoleUrl, parseArn, partitionOf } from '../../../src/lib/model/arn.ts';
import { placeOfArn } from '../../../src/lib/model/reference.ts';

test.each([
  ['aws', 'eu-central-1', 'https://eu-central-1.console.aws.amazon.com/cloudformation/home'],
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/cloudformation/home'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudformation/home'],
])('the partition %s has ARNs and a console of its own', (partition, region, url) => {
  expect(partitionOf(region)).toBe(partition);
  expect(consoleUrl(region, 'cloudformation/home')).toBe(url);
  const arn = `arn:${partition}:cloudformation:${region}:111122223333:stack/orders/1f`;
  const resource = 'stack/orders/1f';
  expect(parseArn(arn)).toEqual({ partition, service: 'cloudformation', region, account: '111122223333', resource });
  expect(placeOfArn(arn)).toEqual({ region, account: '111122223333' });
});

test('an ARN may be without Region and account, and its resource may hold colons and slashes', () => {
  expect(parseArn('arn:aws:s3:::bucket/a:b/c')).toEqual({
    partition: 'aws',
    service: 's3',
    region: '',
    account: '',
    resource: 'bucket/a:b/c',
  });
});

test.each([
  '',
  'arn',
  'arn:aws:s3',
  'arn:aws:s3:::',
  'arn:AWS:s3:::x',
  'x:aws:s3:::y',
  'arn:aws:sqs:eu-west-1:12:q',
  'arn:aws:s3:::x\ny',
])('%j is none', (text) => {
  expect(parseArn(text)).toBeUndefined();
});
