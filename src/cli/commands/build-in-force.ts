import { visibleText } from '../../lib/visible-text.ts';
import { chooseTable, tableFlags } from '../chosen-table.ts';
import { type Command, CommandFailed, jsonFlag, UsageError } from '../command.ts';

/** A build's id, as `node scripts/package.mjs --build` prints it. */
const buildId = /^[0-9a-f]{12}$/;

/** Sets or shows the build that decides and acts. It is the last step of a deploy, and of a rollback. */
export const buildInForce: Command = {
  words: ['build', 'in-force'],
  usage: '[build]',
  summary: 'Show which build is in force, or put one in force: all other builds then only observe',
  flags: [
    { name: 'every', type: 'boolean', help: 'put every build in force again, as at the beginning' },
    ...tableFlags,
    jsonFlag,
  ],
  positionals: { minimum: 0, maximum: 1 },
  async run({ positionals: [build], flags }, context) {
    const isEvery = flags['every'] === true;
    if (isEvery && build !== undefined) throw new UsageError('give either a build or --every');
    if (build !== undefined && !buildId.test(build)) {
      throw new UsageError(
        `"${build}" is not the id of a build; "node scripts/package.mjs --build" prints the id of these sources`,
      );
    }
    const table = chooseTable(flags, context);
    const { changeBuildInForce, readBuildInForce, explainControlsFailure } = await import('../put-build-in-force.ts');
    const work = build === undefined && !isEvery ? readBuildInForce(table) : changeBuildInForce(table, build);
    const inForce = await work.catch((error: unknown) => {
      throw new CommandFailed(explainControlsFailure(error, table), { cause: error });
    });
    if (flags['json'] === true) context.out(JSON.stringify({ buildInForce: inForce ?? null }));
    else
      context.out(inForce === undefined ? 'every build decides and acts' : `${visibleText(inForce)} decides and acts`);
    return 0;
  },
};
