import { visibleDetails } from '../../lib/visible-text.ts';
import type { Session } from '../../local/index.ts';
import {
  type Command,
  type CommandArguments,
  type CommandContext,
  CommandFailed,
  jsonFlag,
  portOf,
} from '../command.ts';
import { namedProviders } from '../named-providers.ts';
import { standardPorts } from '../ports.ts';

/**
 * There are no events about the states of an instance. The bot's own sweep runs once a minute, which is too long for a person who
 * watches.
 */
const sweepAfterMs = 5_000;

/** Runs everything on this machine until Ctrl-C. */
export const local: Command = {
  words: ['local'],
  usage: '',
  summary: 'Run the bot, a Proton control plane and a Slack on this machine',
  flags: [
    {
      name: 'slack-port',
      type: 'string',
      value: 'port',
      help: 'port of the Slack page (default 3030; PROTON_BOT_SLACK_PORT)',
    },
    {
      name: 'aws-port',
      type: 'string',
      value: 'port',
      help: 'port of the AWS endpoint (default 4600; PROTON_BOT_AWS_PORT)',
    },
    {
      name: 'only',
      type: 'string',
      value: 'names',
      help: 'only these back ends, with commas: --only cloudFormation,ecs',
    },
    { name: 'empty', type: 'boolean', help: 'start empty, without the example scenario' },
    { name: 'verbose', type: 'boolean', help: 'print the logs of the functions' },
    jsonFlag,
  ],
  positionals: { minimum: 0, maximum: 0 },
  async run({ flags }, context) {
    const ending = new AbortController();
    const interrupted = context.interrupted().then(() => ending.abort());
    const starting = start(flags, context, ending.signal);
    // Ctrl-C during the start must not leave anything behind either.
    const first = await Promise.race([starting, interrupted.then(() => undefined)]);
    if (first === undefined) {
      await starting.then((session) => session?.stop()).catch(() => undefined);
      return 0;
    }
    const { slackUrl, awsUrl } = first;
    context.out(
      flags['json'] === true
        ? JSON.stringify({ slackUrl, awsUrl })
        : `Slack page ${slackUrl} · AWS endpoint ${awsUrl} · Ctrl-C stops everything`,
    );
    await interrupted;
    await first.stop();
    return 0;
  },
};

/**
 * Starts everything. Ctrl-C also goes to the packaging process. If that ends before this process gets its own signal, the start
 * was interrupted, and did not fail.
 *
 * @returns `undefined` if it was interrupted
 */
async function start(
  flags: CommandArguments['flags'],
  { environment, err, projectDirectory }: CommandContext,
  signal: AbortSignal,
): Promise<Session | undefined> {
  const only = await namedProviders(flags['only']);
  const { LocalCloudStartError } = await import('@proton-bot/local-aws');
  const { PackageUnavailable, PackagingInterrupted, startSession, writeChoice } = await import('../../local/index.ts');
  const { SlackPageMissingError, SlackPortTakenError } = await import('@proton-bot/local-slack');
  try {
    const choice = only === undefined ? undefined : await writeChoice(projectDirectory, only);
    if (choice !== undefined) process.env['PROTON_BOT_CONFIGURATION'] = choice.configuration;
    return await startSession({
      ...(choice === undefined ? {} : { packageFolder: choice.packageFolder }),
      ...(only === undefined ? {} : { includes: (provider) => only.includes(provider) }),
      slackPort: portOf(flags['slack-port'], environment['PROTON_BOT_SLACK_PORT'], standardPorts.slack),
      awsPort: portOf(flags['aws-port'], environment['PROTON_BOT_AWS_PORT'], standardPorts.aws),
      empty: flags['empty'] === true,
      log: flags['verbose'] === true ? (line) => err(visibleDetails(line)) : () => undefined,
      onProblem: (problem) => err(visibleDetails(problem)),
      projectDirectory,
      sweepAfterMs,
      signal,
    });
  } catch (error) {
    if (error instanceof PackagingInterrupted) return undefined;
    const isMendable =
      error instanceof LocalCloudStartError ||
      error instanceof SlackPortTakenError ||
      error instanceof SlackPageMissingError ||
      error instanceof PackageUnavailable;
    throw isMendable ? new CommandFailed(error.message, { cause: error }) : error;
  }
}
