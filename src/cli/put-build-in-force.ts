import { createDynamoDbClient, createLog, createTable, systemClock, systemRandom } from '../lib/aws/index.ts';
import { putBuildInForce } from '../lib/flow/index.ts';
import { BotError, errorName } from '../lib/model/errors.ts';
import { createControlsStore, createStore } from '../lib/store/index.ts';
import type { ChosenTable } from './chosen-table.ts';

/** The build that decides and acts; `undefined` if every build does. */
export async function readBuildInForce({ name }: ChosenTable): Promise<string | undefined> {
  return (await portsOn(name).controls.get()).buildInForce;
}

/**
 * Puts a build in force, and records the change in the trail.
 *
 * @param build - absent: every build
 * @returns the build in force now
 */
export async function changeBuildInForce(
  { name }: ChosenTable,
  build: string | undefined,
): Promise<string | undefined> {
  await putBuildInForce(portsOn(name), build);
  return build;
}

/** Only the error's name and what to do: the SDK's own messages can contain endpoints and key ids. */
export function explainControlsFailure(error: unknown, { name, isLocal }: ChosenTable): string {
  if (error instanceof BotError) return error.publicMessage;
  const what = `the controls cannot be read or written (${errorName(error)})`;
  return isLocal
    ? `${what}; is the local cloud running ("proton-bot local")?`
    : `${what} in the table ${name}; check Region, credentials and table name`;
}

function portsOn(tableName: string) {
  const table = createTable(createDynamoDbClient());
  return {
    controls: createControlsStore({ table, tableName, random: systemRandom }),
    store: createStore({ table, tableName, clock: systemClock, random: systemRandom }),
    clock: systemClock,
    log: createLog(),
  };
}
