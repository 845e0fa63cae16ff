import { type Command, CommandFailed, jsonFlag, portOf, type Surroundings } from '../command.ts';
import { standardPorts } from '../ports.ts';

/** The table that the local cloud deploys. */
const localTable = 'proton-bot-prod';

/** Prints what the bot saw, decided, did and refused about one target. */
export const trail: Command = {
  words: ['trail'],
  takes: '<target>',
  summary: 'Print what the bot saw, decided, did and refused (orders/api, instance/factory-eu, an ARN, or "unknown")',
  flags: [
    { name: 'aws-port', type: 'string', value: 'port', help: 'the running local cloud (4600; PROTON_BOT_AWS_PORT)' },
    { name: 'table', type: 'string', value: 'name', help: 'a table on AWS instead (PROTON_BOT_TABLE)' },
    jsonFlag,
  ],
  positionals: { least: 1, most: 1 },
  async run({ positionals, flags }, surroundings) {
    const [target = ''] = positionals;
    const table = typeof flags['table'] === 'string' ? flags['table'] : surroundings.environment['PROTON_BOT_TABLE'];
    if (table === undefined) useLocalCloud(flags['aws-port'], surroundings);
    const { describeTrailEntry, readTrail, whyNot } = await import('../read-trail.ts');
    const entries = await readTrail(target, table ?? localTable).catch((error: unknown) => {
      throw new CommandFailed(whyNot(error, table), { cause: error });
    });
    if (flags['json'] === true) surroundings.out(JSON.stringify(entries, undefined, 2));
    else for (const entry of entries) surroundings.out(describeTrailEntry(entry));
    if (entries.length > 0) return 0;
    surroundings.err(`the trail has nothing about ${target}; what is not there any more is found by its ARN`);
    return 1;
  },
};

/** The SDK finds the local cloud through its own settings, as it would find AWS. */
function useLocalCloud(flag: string | boolean | undefined, { environment }: Surroundings): void {
  const port = portOf(flag, environment['PROTON_BOT_AWS_PORT'], standardPorts.aws);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
}
