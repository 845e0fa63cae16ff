import { chooseTable, tableFlags } from '../chosen-table.ts';
import { type Command, CommandFailed, jsonFlag } from '../command.ts';

/** Prints why the newest deployment of a target fails or hangs. */
export const diagnose: Command = {
  words: ['diagnose'],
  usage: '<target>',
  summary:
    'Say why the deployment of a target fails or hangs, as the back end says it now, and as it was when the bot kept it',
  flags: [...tableFlags, jsonFlag],
  positionals: { minimum: 1, maximum: 1 },
  async run({ positionals, flags }, context) {
    const [target = ''] = positionals;
    const table = chooseTable(flags, context);
    const { diagnoseByName, describeDiagnosed, explainDiagnosisFailure } = await import('../diagnose-target.ts');
    const diagnosed = await diagnoseByName(target, table.name).catch((error: unknown) => {
      throw new CommandFailed(explainDiagnosisFailure(error, table), { cause: error });
    });
    if (diagnosed === undefined) {
      context.err(
        `no back end knows ${target}, or nothing was deployed there; for a stack or an ECS service, try its ARN`,
      );
      return 1;
    }
    if (flags['json'] === true) context.out(JSON.stringify(diagnosed, undefined, 2));
    else for (const line of describeDiagnosed(diagnosed)) context.out(line);
    return 0;
  },
};
