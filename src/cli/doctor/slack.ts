import { LogLevel, WebClient } from '@slack/web-api';
import { createSecrets, createSsmClient, ParametersMissing } from '../../lib/aws/index.ts';
import type { BotDocument } from '../../lib/configuration/bot-document.ts';
import { errorName } from '../../lib/model/errors.ts';
import { platformCode } from '../../lib/slack/index.ts';
import { type Finding, good, note, problem } from './finding.ts';

/** The scopes that the bot's calls need: docs/deploying.md. */
const neededScopes = ['commands', 'chat:write', 'chat:write.public', 'usergroups:read', 'im:write'];

export interface SlackNames {
  readonly signingSecretParameter: string;
  readonly botTokenParameter: string;
  /** Where the Web API is, if not at Slack. */
  readonly apiUrl?: string;
}

/** The SSM parameters, and with the token in one of them: its scopes, the workspace, the channels and the user groups. */
export async function checkSlack(bot: BotDocument, names: SlackNames): Promise<readonly Finding[]> {
  const [signing, token] = await Promise.all([
    checkParameter(names.signingSecretParameter),
    checkParameter(names.botTokenParameter),
  ]);
  const findings = [signing.finding, token.finding];
  if (token.value === undefined) return findings;
  const client = new WebClient(token.value, {
    ...(names.apiUrl === undefined ? {} : { slackApiUrl: names.apiUrl }),
    timeout: 10_000,
    retryConfig: { retries: 1 },
    logLevel: LogLevel.ERROR,
  });
  const identity = await checkIdentity(client, bot.slack.teamId);
  if (identity.some(({ about, verdict }) => about === 'Slack token' && verdict === 'problem'))
    return [...findings, ...identity];
  const channels = Object.entries(bot.channels).map(([name, id]) => checkChannel(client, name, id));
  const groups = Object.entries(bot.people).flatMap(([name, { userGroups }]) =>
    userGroups.map((id) => checkUserGroup(client, name, id)),
  );
  return [...findings, ...identity, ...(await Promise.all([...channels, ...groups]))];
}

/** The value goes nowhere but to Slack. */
async function checkParameter(name: string): Promise<{ readonly finding: Finding; readonly value?: string }> {
  const about = `SSM parameter ${name}`;
  try {
    const { value } = await createSecrets(createSsmClient(), { value: name })();
    return { finding: good(about, 'is there'), value };
  } catch (error) {
    const remedy =
      error instanceof ParametersMissing
        ? `Create it: aws ssm put-parameter --type SecureString --name ${name} --value …`
        : 'Check credentials and Region; reading it needs ssm:GetParameters, and kms:Decrypt where it has a key of its own.';
    const text = error instanceof ParametersMissing ? 'is not there' : `cannot be read (${errorName(error)})`;
    return { finding: problem(about, text, remedy) };
  }
}

async function checkIdentity(client: WebClient, teamId: string): Promise<readonly Finding[]> {
  try {
    const { team_id: actual, response_metadata: metadata } = await client.auth.test();
    const team =
      actual === teamId
        ? good('Slack workspace', `${teamId}, as in bot.yml`)
        : problem(
            'Slack workspace',
            `the token is of ${String(actual)}`,
            `Set slack.teamId in bot.yml; it says ${teamId}.`,
          );
    return [good('Slack token', 'is valid'), team, ...scopeFindings(metadata?.scopes)];
  } catch (error) {
    const remedy = 'Install the app to the workspace again, and store its bot token (xoxb-…) in the parameter.';
    return [problem('Slack token', `Slack refuses it (${codeOf(error)})`, remedy)];
  }
}

/** Slack names the token's scopes in a header of each answer (https://docs.slack.dev/authentication/tokens). */
function scopeFindings(granted: readonly string[] | undefined): readonly Finding[] {
  if (granted === undefined) return [note('Slack scopes', 'Slack did not say which scopes the token has')];
  const missing = neededScopes.filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return [good('Slack scopes', `the token has ${neededScopes.join(', ')}`)];
  return missing.map((scope) =>
    problem(
      `Slack scope ${scope}`,
      'the token does not have it',
      'Add it under "OAuth & Permissions", and install the app again.',
    ),
  );
}

/**
 * Asks for a message that is not there. This needs no scope, and an unknown channel has another error than an unknown message
 * (https://docs.slack.dev/reference/methods/chat.getPermalink).
 */
async function checkChannel(client: WebClient, name: string, id: string): Promise<Finding> {
  const about = `Slack channel ${name}`;
  try {
    await client.chat.getPermalink({ channel: id, message_ts: '1.000000' });
    return good(about, id);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'message_not_found') return good(about, `the bot knows ${id}`);
    const remedy = 'Correct its id in bot.yml; into a private channel, invite the bot.';
    return problem(about, `${id} cannot be used (${code})`, remedy);
  }
}

async function checkUserGroup(client: WebClient, name: string, id: string): Promise<Finding> {
  const about = `Slack user group of ${name}`;
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup: id });
    return good(about, `${id} has ${users.length === 1 ? '1 member' : `${users.length} members`}`);
  } catch (error) {
    return problem(about, `the members of ${id} cannot be read (${codeOf(error)})`, 'Correct its id in bot.yml.');
  }
}

/** Slack's own word, or the error's name: messages may hold addresses. */
function codeOf(error: unknown): string {
  return platformCode(error) ?? errorName(error);
}
