import { ACCOUNT, ENVIRONMENT_ACCOUNT, mappingOf, ROLE_ARN } from '../../../../support/world.ts';
import { type AnswerOf, type Members, type Step, step } from './step.ts';

const inStatus = (status: string): Members => ({ environmentAccountConnection: { status } });
const inEnvironmentAccount = { accountId: ENVIRONMENT_ACCOUNT };
const CREATE = 'CreateEnvironmentAccountConnection';
const theConnection = (answerOf: AnswerOf): Members => ({
  id: mappingOf(answerOf(CREATE)['environmentAccountConnection'])['id'],
});

/** Asked for by the environment account, decided on by the management account. */
export const connections: readonly Step[] = [
  step(
    CREATE,
    { managementAccountId: ACCOUNT, environmentName: 'prod', roleArn: ROLE_ARN },
    inStatus('PENDING'),
    inEnvironmentAccount,
  ),
  step(
    'ListEnvironmentAccountConnections',
    { requestedBy: 'MANAGEMENT_ACCOUNT', statuses: ['PENDING'] },
    { environmentAccountConnections: [{ environmentAccountId: ENVIRONMENT_ACCOUNT, environmentName: 'prod' }] },
  ),
  step('AcceptEnvironmentAccountConnection', theConnection, inStatus('CONNECTED')),
  step('GetEnvironmentAccountConnection', theConnection, inStatus('CONNECTED')),
  step('RejectEnvironmentAccountConnection', theConnection, inStatus('REJECTED')),
  step(
    'UpdateEnvironmentAccountConnection',
    (answerOf) => ({ ...theConnection(answerOf), componentRoleArn: ROLE_ARN }),
    { environmentAccountConnection: { componentRoleArn: ROLE_ARN } },
    inEnvironmentAccount,
  ),
  step('DeleteEnvironmentAccountConnection', theConnection, inStatus('REJECTED'), inEnvironmentAccount),
];
