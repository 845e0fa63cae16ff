import { type CommandArguments, type CommandContext, type Flag, portOf } from './command.ts';
import { standardPorts } from './ports.ts';

/** The table that the local cloud deploys, and `serverless.yml` unless another stage is given. */
export const localTable = 'proton-bot-prod';

/** Which table of the bot a command works on. */
export const tableFlags: readonly Flag[] = [
  {
    name: 'aws-port',
    type: 'string',
    value: 'port',
    help: 'port of the running local cloud (default 4600; PROTON_BOT_AWS_PORT)',
  },
  { name: 'table', type: 'string', value: 'name', help: 'a table on AWS instead (PROTON_BOT_TABLE)' },
];

export interface ChosenTable {
  readonly name: string;
  /** Whether it is the local cloud's, because no other table was named. */
  readonly isLocal: boolean;
}

/** The named table on AWS, else the local cloud's; the SDK then uses the local cloud. @throws UsageError */
export function chooseTable(flags: CommandArguments['flags'], context: CommandContext): ChosenTable {
  const named = typeof flags['table'] === 'string' ? flags['table'] : context.environment['PROTON_BOT_TABLE'];
  if (named !== undefined) return { name: named, isLocal: false };
  useLocalCloud(flags['aws-port'], context);
  return { name: localTable, isLocal: true };
}

/** The SDK finds the local cloud through its own settings, as it would find AWS. */
export function useLocalCloud(flag: string | boolean | undefined, { environment }: CommandContext): void {
  const port = portOf(flag, environment['PROTON_BOT_AWS_PORT'], standardPorts.aws);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
}
