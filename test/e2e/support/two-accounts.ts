import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LocalCloudOptions } from '@proton-bot/local-aws';
import type { Session } from '../../../src/local/index.ts';
import { startTestSession } from './session.ts';

/** The account that `ecs-scopes.yml` names beside the bot's own, and the role to assume there. */
export const member = { accountId: '222222222222', region: 'eu-west-1' };
export const roleArn = `arn:aws:iam::${member.accountId}:role/proton-bot`;

type Service = ReturnType<NonNullable<LocalCloudOptions['services']>[number]>;

/** How an STS answers a request for a role. */
export type StsAnswer = (response: ServerResponse) => void;

/**
 * Grants it, as https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html says. The local cloud takes an access key that is
 * an account's id for that account: whoever calls without these credentials is in the bot's own.
 */
export const grants: StsAnswer = (response) => {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const keys = `<AccessKeyId>${member.accountId}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>`;
  const credentials = `${keys}<SessionToken>token</SessionToken><Expiration>${expiration}</Expiration>`;
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  );
};

/** Refuses it, as AWS words it: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
export const refuses: StsAnswer = (response) => {
  const error = '<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error>';
  response.writeHead(403, { 'content-type': 'text/xml' });
  response.end(`<ErrorResponse>${error}<RequestId>r-1</RequestId></ErrorResponse>`);
};

/**
 * The deployed bot with a second account in `bot.yml`, and an STS.
 *
 * @returns the session, and the bodies of the requests to STS so far
 */
export async function startWithTwoAccounts(
  answer: StsAnswer,
): Promise<{ readonly session: Session; readonly asked: readonly URLSearchParams[] }> {
  const asked: URLSearchParams[] = [];
  const sts: Service = {
    name: 'sts',
    faultErrors: { throttle: ['Throttling', 400], fail: ['InternalFailure', 500] },
    operationOf: ({ credential }) => (credential?.service === 'sts' ? 'AssumeRole' : undefined),
    serve: ({ request, response }) => {
      const serve = async () => {
        asked.push(new URLSearchParams(await text(request)));
        answer(response);
      };
      void serve();
    },
    refuse: (response) => response.writeHead(500).end(),
  };
  const session = await startTestSession({
    botFile: 'test/e2e/support/ecs-scopes.yml',
    rulesFile: 'test/e2e/support/ecs-rules.yml',
    packageFolder: '.proton-bot/scopes-test-package',
    ecs: { pendingMs: 50, scaleUpMs: 300, stageMs: 50, rollbackMs: 400 },
    services: [() => sts],
  });
  return { session, asked };
}
