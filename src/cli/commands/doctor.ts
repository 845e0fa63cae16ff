import { join, relative } from 'node:path';
import { chooseTable, localTable, tableFlags } from '../chosen-table.ts';
import { type Command, type CommandArguments, type CommandContext, jsonFlag, portOf } from '../command.ts';
import { standardPorts } from '../ports.ts';

/** Checks the configuration, and what is deployed or about to be. */
export const doctor: Command = {
  words: ['doctor'],
  usage: '',
  summary: 'Check the configuration, rights, Slack and what is deployed: one finding a line, with what to do',
  flags: [
    { name: 'aws', type: 'boolean', help: 'check the AWS account of your credentials, not the local cloud' },
    ...tableFlags,
    { name: 'rules', type: 'string', value: 'file', help: 'the rules (PROTON_BOT_RULES; default config/rules.yml)' },
    {
      name: 'bot',
      type: 'string',
      value: 'file',
      help: 'the bot.yml (PROTON_BOT_CONFIGURATION; default config/bot.yml)',
    },
    {
      name: 'signing-secret-parameter',
      type: 'string',
      value: 'name',
      help: 'SSM parameter (default /proton-bot/slack/signing-secret)',
    },
    {
      name: 'bot-token-parameter',
      type: 'string',
      value: 'name',
      help: 'SSM parameter (default /proton-bot/slack/bot-token)',
    },
    {
      name: 'slack-port',
      type: 'string',
      value: 'port',
      help: 'port of the local Slack (default 3030; PROTON_BOT_SLACK_PORT)',
    },
    jsonFlag,
  ],
  positionals: { minimum: 0, maximum: 0 },
  async run({ flags }, context) {
    const table = chooseTable(flags['aws'] === true ? { table: localTable, ...flags } : flags, context);
    const { describeFinding, examine } = await import('../doctor/index.ts');
    const folder = table.isLocal ? 'config/local' : 'config';
    const findings = await examine({
      rules: fileOf(flags['rules'], context.environment['PROTON_BOT_RULES'], `${folder}/rules.yml`, context),
      bot: fileOf(flags['bot'], context.environment['PROTON_BOT_CONFIGURATION'], `${folder}/bot.yml`, context),
      table,
      slack: {
        signingSecretParameter: textOf(flags['signing-secret-parameter'], '/proton-bot/slack/signing-secret'),
        botTokenParameter: textOf(flags['bot-token-parameter'], '/proton-bot/slack/bot-token'),
        ...(table.isLocal ? { apiUrl: localSlackApi(flags, context) } : {}),
      },
    });
    if (flags['json'] === true) context.out(JSON.stringify(findings, undefined, 2));
    else for (const finding of findings) context.out(describeFinding(finding));
    const problems = findings.filter(({ verdict }) => verdict === 'problem').length;
    if (problems > 0 && flags['json'] !== true) context.err(`${problems} of ${findings.length} findings are problems`);
    return problems > 0 ? 1 : 0;
  },
};

type Flags = CommandArguments['flags'];

/** As the user named it; the default is in the project. */
function fileOf(flag: Flags[string], variable: string | undefined, standard: string, context: CommandContext): string {
  const named = typeof flag === 'string' ? flag : variable;
  return named || relative(process.cwd(), join(context.projectDirectory, standard));
}

function textOf(flag: Flags[string], standard: string): string {
  return typeof flag === 'string' ? flag : standard;
}

function localSlackApi(flags: Flags, { environment }: CommandContext): string {
  const port = portOf(flags['slack-port'], environment['PROTON_BOT_SLACK_PORT'], standardPorts.slack);
  return `http://127.0.0.1:${port}/api/`;
}
