import { type Controls, noControls } from '../model/controls.ts';
import { BotError } from '../model/errors.ts';
import type { ControlsStore, Random } from '../ports.ts';
import { attributesOf, numberOf, objectOf, type TableRecord, textOf } from './attributes.ts';
import { conditionFor, isOvertaken } from './conditions.ts';
import type { Table } from './table.ts';

/** What the store of the controls needs from outside. */
export interface ControlsStoreOptions {
  readonly table: Table;
  readonly tableName: string;
  readonly random: Random;
}

/** The controls' record cannot be read. The bot must not act, because it may contain a hold. */
export class UnreadableControls extends BotError {
  override readonly name = 'UnreadableControls';
  override readonly retryable = false;
  constructor() {
    super('the controls record is not one of this version; nothing is acted on. Deploy the version that wrote it');
  }
}

const key = { target: 'controls', attempt: 'controls' } as const;

/** The one record of holds, kill switch, modes and the build in force. Every read is consistent, every write conditional. */
export function createControlsStore({ table, tableName, random }: ControlsStoreOptions): ControlsStore {
  async function getRecord(): Promise<TableRecord | undefined> {
    const { Item } = await table.getItem({ TableName: tableName, Key: attributesOf(key), ConsistentRead: true });
    return Item;
  }

  return {
    async get() {
      const record = await getRecord();
      return record ? fromControlsRecord(record) : noControls;
    },

    async put(controls) {
      const next: Controls = { ...controls, version: controls.version + 1 };
      const writeId = random.uuid();
      const { version, ...body } = next;
      try {
        await table.putItem({
          TableName: tableName,
          Item: attributesOf({ ...key, version, writeId, body }),
          ...conditionFor(controls.version),
        });
        return next;
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        // The SDK repeats a write whose answer was lost. If the stored write is this one, it has succeeded.
        return textOf(await getRecord(), 'writeId') === writeId ? next : undefined;
      }
    },
  };
}

/** @throws UnreadableControls */
export function fromControlsRecord(record: TableRecord): Controls {
  const version = numberOf(record, 'version');
  const body = objectOf(record, 'body');
  if (!isBody(body) || Number.isNaN(version)) throw new UnreadableControls();
  return { ...body, version };
}

function isBody(value: object | undefined): value is Omit<Controls, 'version'> {
  return (
    value !== undefined &&
    ['holds', 'modeOverrides', 'modeRequests', 'undone'].every((name) => Array.isArray(Reflect.get(value, name)))
  );
}
