import { describe, expect, test } from '@jest/globals';
import { protonOperations, rollbackOperations } from '../../src/lib/providers/proton/index.ts';
import { templateOf } from './support/back-end.ts';
import { at } from './support/packaged.ts';

const { fileOf, resourcesOf, rightsIn } = templateOf('proton', {
  usual: '{ enabled: true }',
  redeploying: '{ enabled: true, redeploy: true }',
});
const variable = 'PROTON_BOT_PROTON_REDEPLOY';

function rightsOf(resources: unknown, functionName: string): readonly string[] {
  return rightsIn(resources, functionName).flatMap(([action]) =>
    action.startsWith('proton:') ? [action.replace('proton:', '')] : [],
  );
}

function variablesOf(resources: unknown, functionName: string): unknown {
  return at(resources, `${functionName}LambdaFunction`, 'Properties', 'Environment', 'Variables');
}

describe('the right to roll back', () => {
  test('is given to nobody, unless its switch is on', async () => {
    const usual = await resourcesOf(fileOf('usual'));
    const all = new Set(['Observe', 'Discover', 'Command'].flatMap((name) => rightsOf(usual, name)));
    expect(all).toEqual(new Set<string>(protonOperations));
    expect(JSON.stringify(usual)).not.toMatch(/proton:Update|PROTON_BOT_PROTON_REDEPLOY/);
  });

  test('is that to what the code calls for it, in this account and Region, for the two functions that act', async () => {
    const [usual, redeploying] = [await resourcesOf(fileOf('usual')), await resourcesOf(fileOf('redeploying'))];
    for (const name of ['Observe', 'Command']) {
      const before = rightsOf(usual, name);
      const added = rightsIn(redeploying, name).filter(([action]) =>
        rollbackOperations.some((one) => action.endsWith(`:${one}`)),
      );
      expect(added.map(([action]) => action.replace('proton:', '')).sort()).toEqual([...rollbackOperations].sort());
      expect(rightsOf(redeploying, name).filter((action) => before.includes(action))).toEqual(before);
      expect(rightsOf(redeploying, name)).toHaveLength(before.length + rollbackOperations.length);
      for (const [, resource] of added) {
        expect(resource).toEqual({
          'Fn::Sub': 'arn:${AWS::Partition}:proton:${AWS::Region}:${AWS::AccountId}:*',
        });
      }
      expect(variablesOf(redeploying, name)).toMatchObject({ [variable]: 'true' });
    }
    for (const name of ['Discover', 'Slack', 'Sweep', 'Notify']) {
      expect(rightsOf(redeploying, name)).toEqual(rightsOf(usual, name));
      expect(variablesOf(redeploying, name) ?? {}).not.toHaveProperty(variable);
    }
    expect(JSON.stringify(redeploying)).not.toContain('iam:PassRole');
  });
});
