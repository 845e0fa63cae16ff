import { chooseTable, tableFlags } from '../chosen-table.ts';
import { type Command, CommandFailed, jsonFlag } from '../command.ts';

/** Prints what the bot saw, decided, did and refused about one target. */
export const trail: Command = {
  words: ['trail'],
  usage: '<target>',
  summary:
    'Print the trail of a target: what the bot saw, decided, did and refused (orders/api, instance/factory-eu, an ARN, "controls", "unknown" or "scope:own")',
  flags: [...tableFlags, jsonFlag],
  positionals: { minimum: 1, maximum: 1 },
  async run({ positionals, flags }, context) {
    const [target = ''] = positionals;
    const table = chooseTable(flags, context);
    const { describeTrailEntry, readTrailByName, explainTrailFailure } = await import('../read-trail.ts');
    const entries = await readTrailByName(target, table.name).catch((error: unknown) => {
      throw new CommandFailed(explainTrailFailure(error, table.isLocal ? undefined : table.name), { cause: error });
    });
    if (flags['json'] === true) context.out(JSON.stringify(entries, undefined, 2));
    else for (const entry of entries) context.out(describeTrailEntry(entry));
    if (entries.length > 0) return 0;
    context.err(`the trail has no entries for ${target}; for a deleted target, use its ARN`);
    return 1;
  },
};
