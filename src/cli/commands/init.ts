import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { visibleText } from '../../lib/visible-text.ts';
import { useLocalCloud } from '../chosen-table.ts';
import { type Command, type CommandArguments, CommandFailed, UsageError } from '../command.ts';
import type { AccountFindings } from '../look-at-account.ts';
import { namedProviders } from '../named-providers.ts';

/** Slack's ids: https://api.slack.com/changelog/2016-08-11-user-id-format-changes */
const teamId = /^[TE][A-Z0-9]{2,20}$/;
const channelId = /^[CG][A-Z0-9]{2,20}$/;
const userId = /^[UW][A-Z0-9]{2,20}$/;

/** Looks at an account, and writes a first `bot.yml` and `rules.yml` that watch and do nothing else. */
export const init: Command = {
  words: ['init'],
  usage: '[folder]',
  summary: 'Look at the account, and write a first bot.yml and rules.yml: everything in shadow, nothing overwritten',
  flags: [
    { name: 'team', type: 'string', value: 'id', help: 'the Slack workspace: an id that begins with T' },
    {
      name: 'channel',
      type: 'string',
      value: 'id',
      help: 'the Slack channel for all messages: an id that begins with C',
    },
    { name: 'user', type: 'string', value: 'id', help: 'a person who may hold and approve: an id that begins with U' },
    { name: 'providers', type: 'string', value: 'names', help: 'back ends to watch, with commas; else those in use' },
    { name: 'region', type: 'string', value: 'region', help: 'the Region to look at (AWS_REGION)' },
    { name: 'aws-port', type: 'string', value: 'port', help: 'look at the local cloud on this port instead of AWS' },
  ],
  positionals: { minimum: 0, maximum: 1 },
  async run({ positionals: [folder = 'config'], flags }, context) {
    const { out, projectDirectory } = context;
    const ids = {
      teamId: idOf(flags, 'team', teamId, 'T0123ABCD'),
      channelId: idOf(flags, 'channel', channelId, 'C0123ABCD'),
      ...(flags['user'] === undefined ? {} : { userId: idOf(flags, 'user', userId, 'U0123ABCD') }),
    };
    const chosen = await namedProviders(flags['providers']);
    const target = resolve(folder);
    const files = [join(target, 'bot.yml'), join(target, 'rules.yml')] as const;
    for (const file of files) await refuseExisting(file);
    if (flags['aws-port'] !== undefined) useLocalCloud(flags['aws-port'], context);
    const { lookAtAccount } = await import('../look-at-account.ts');
    const { firstBotFile, firstRulesFile } = await import('../first-configuration.ts');
    const found = await lookAtAccount(typeof flags['region'] === 'string' ? flags['region'] : undefined);
    for (const line of linesOf(found)) out(visibleText(line));
    const providers = chosen ?? found.backEnds.filter(({ isUsed }) => isUsed).map(({ provider }) => provider);
    if (providers.length === 0) {
      throw new CommandFailed(
        'nothing was found that the bot could watch: check Region and credentials, or name back ends with --providers',
      );
    }
    const shipped = (name: string) => readFile(join(projectDirectory, 'config', name), 'utf8');
    const given = {
      ...ids,
      providers,
      tagKeys: found.tagKeys.keys(),
      shippedBot: await shipped('bot.yml'),
      shippedRules: await shipped('rules.yml'),
    };
    const texts = [firstBotFile(given), firstRulesFile(given)] as const;
    await refuseProblems(files, texts);
    await mkdir(target, { recursive: true });
    for (const [index, file] of files.entries()) await writeNew(file, texts[index] ?? '');
    out(`wrote ${files.join(' and ')}: watching ${providers.join(', ')}, every rule in shadow`);
    out('next: read both files, then docs/deploying.md');
    return 0;
  },
};

function idOf(flags: CommandArguments['flags'], flag: string, pattern: RegExp, example: string): string {
  const given = flags[flag];
  if (typeof given === 'string' && pattern.test(given)) return given;
  const problem = given === undefined ? `init needs --${flag}` : `--${flag} "${String(given)}" is not such an id`;
  throw new UsageError(`${problem}: Slack's id, such as ${example}; open the details in Slack and copy it`);
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CommandFailed(`${file} is there already, and is not overwritten: name another folder`);
}

/** `wx`: a file that somebody else has just made is not overwritten either. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw new CommandFailed(`cannot write ${file}`, { cause: error });
  }
}

/** What this command writes must be what the build accepts. */
async function refuseProblems(files: readonly string[], texts: readonly string[]): Promise<void> {
  const { checkFiles, formatProblem } = await import('../check-files.ts');
  const results = checkFiles(files.map((file, index) => ({ file, text: texts[index] ?? '' })));
  const [problem] = results.flatMap(({ problems }) => problems);
  if (problem !== undefined) throw new CommandFailed(`nothing was written: ${formatProblem(problem)}`);
}

function linesOf({ backEnds, tagKeys, protonStacks }: AccountFindings): readonly string[] {
  const tags = [...tagKeys].sort(([, left], [, right]) => right - left).slice(0, 5);
  return [
    ...backEnds.map(({ provider, what, error }) => `${provider}: ${what}${error === undefined ? '' : ` (${error})`}`),
    ...(tags.length === 0 ? [] : [`tags of stacks: ${tags.map(([key, count]) => `${key} (${count})`).join(', ')}`]),
    ...(protonStacks.length === 0
      ? []
      : [`stacks that AWS Proton made, which stay: ${protonStacks.slice(0, 10).join(', ')}`]),
  ];
}
