import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { candidates, groupArn, referenceOf, splitName } from '../../../../src/lib/providers/code-deploy/names.ts';

const target = 'arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/prod';

describe('what people type', () => {
  test.each(['shop/prod', 'codedeploy:shop/prod', 'CodeDeploy:shop/prod', ' shop/prod '])('"%s"', (typed) => {
    expect(candidates(typed)).toEqual([
      { on: 'deployment', provider: 'codeDeploy', kind: 'deploymentGroup', name: 'shop/prod' },
    ]);
  });

  test('an ARN', () => {
    expect(candidates(target)).toMatchObject([{ name: 'shop/prod', target }]);
  });

  test.each(['', '-', 'shop', 'a/b/c', 'a b/c', '../..', 'd-ABCDEF123', 'arn:aws:s3:::bucket', `${'a'.repeat(101)}/b`])(
    '"%s" can be none',
    (typed) => {
      expect(candidates(typed)).toEqual([]);
    },
  );
});

describe('ARNs', () => {
  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('of a group in %s', (region, partition) => {
    const arn = groupArn({ region, account: '111122223333' }, { application: 'shop', group: 'prod' });
    expect(arn).toBe(`arn:${partition}:codedeploy:${region}:111122223333:deploymentgroup:shop/prod`);
    expect(referenceOf(arn)).toMatchObject({ name: 'shop/prod', target: arn });
  });

  test.each([
    'arn:aws:codedeploy:eu-west-1:111122223333:application:shop',
    'arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop',
    'arn:aws:codedeploy:eu-west-1::deploymentgroup:shop/prod',
    'arn:aws:codepipeline:eu-west-1:111122223333:deploymentgroup:shop/prod',
  ])('%s is none of a group', (arn) => {
    expect(referenceOf(arn)).toBeUndefined();
  });

  test('every name that CodeDeploy allows comes back from its ARN', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{0,99}[A-Za-z0-9]$/);
    fc.assert(
      fc.property(name, name, (application, group) => {
        const arn = groupArn({ region: 'eu-west-1', account: '111122223333' }, { application, group });
        expect(splitName(referenceOf(arn)?.name ?? '')).toEqual({ application, group });
      }),
    );
  });
});
