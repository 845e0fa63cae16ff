import type { DeploymentFacts } from '../../model/subject.ts';
import type { Investigator } from '../../ports.ts';
import { lineOf } from '../findings.ts';
import { textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';
import { readDeployment } from './group.ts';

/**
 * The error that CodeDeploy gives for the whole deployment, and what it says of its rollback
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html).
 */
export function deploymentError(api: CodeDeployApi, { id }: DeploymentFacts): Investigator {
  return {
    name: 'deploymentError',
    async investigate(signal) {
      const { errorInformation, rollbackInfo } = (await readDeployment(api, id, { signal })) ?? {};
      return [
        lineOf(textOf(errorInformation?.code), textOf(errorInformation?.message)),
        lineOf('rollback', textOf(rollbackInfo?.rollbackMessage)),
      ].filter((line) => line !== '' && line !== 'rollback');
    },
  };
}
