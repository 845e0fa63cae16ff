import { createDynamoDbClient, createTable, systemRandom } from '../../lib/aws/index.ts';
import type { Controls } from '../../lib/model/controls.ts';
import type { DiscoveryRecord } from '../../lib/model/discovery.ts';
import { errorName } from '../../lib/model/errors.ts';
import { createControlsStore, createDiscoveryRecords } from '../../lib/store/index.ts';
import type { ChosenTable } from '../chosen-table.ts';
import { checkBackEnds } from './back-ends.ts';
import { checkFiles, ruleFindings } from './configuration.ts';
import { type Finding, good, note, problem } from './finding.ts';
import { checkSlack, type SlackNames } from './slack.ts';

export { describeFinding, type Finding } from './finding.ts';

/** What is checked, and where. */
export interface DoctorOptions {
  readonly rules: string;
  readonly bot: string;
  readonly table: ChosenTable;
  readonly slack: SlackNames;
}

/**
 * Checks the configuration, and what is deployed or about to be. It only reads: it changes nothing, posts nothing, and starts
 * nothing.
 *
 * @returns the findings, in the order in which they are shown
 */
export async function examine({ rules, bot, table, slack }: DoctorOptions): Promise<readonly Finding[]> {
  const { findings, configuration } = await checkFiles({ rules, bot });
  if (configuration === undefined) return findings;
  const deployed = await readDeployed(table);
  const region = await createDynamoDbClient().config.region();
  const [backEnds, chat] = await Promise.all([
    checkBackEnds(configuration.bot, region, deployed.records),
    checkSlack(configuration.bot, slack),
  ]);
  const ofRules = ruleFindings(configuration.rules, deployed.controls);
  return [...findings, ...ofRules, deployed.finding, ...backEnds, ...chat];
}

interface Deployed {
  readonly finding: Finding;
  readonly controls?: Controls;
  readonly records?: readonly DiscoveryRecord[];
}

/** What the deployed bot keeps in its table. */
async function readDeployed({ name, isLocal }: ChosenTable): Promise<Deployed> {
  const about = `table ${name}`;
  const storage = { table: createTable(createDynamoDbClient()), tableName: name, random: systemRandom };
  try {
    const [controls, records] = await Promise.all([
      createControlsStore(storage).get(),
      createDiscoveryRecords(storage).all(),
    ]);
    const { buildInForce } = controls;
    const builds = buildInForce === undefined ? 'every build decides and acts' : `${buildInForce} decides and acts`;
    return { finding: good(about, `the bot is deployed; ${builds}`), controls, records };
  } catch (error) {
    const why = errorName(error);
    if (why === 'ResourceNotFoundException') {
      return { finding: note(about, 'is not there: the bot is not deployed yet, or its table has another name') };
    }
    const remedy = isLocal
      ? 'Is the local cloud running ("proton-bot local")?'
      : 'Check Region, credentials and table name.';
    return { finding: problem(about, `cannot be read (${why})`, remedy) };
  }
}
