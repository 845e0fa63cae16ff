import type { Standalone, StandaloneOptions } from '@proton-bot/control-plane/standalone';
import { type Command, type CommandArguments, CommandFailed, jsonFlag, UsageError } from '../command.ts';
import { flagText, settingFlags, settingsOf } from '../control-plane-settings.ts';

/** Runs the control plane by itself until Ctrl-C. */
export const controlPlane: Command = {
  words: ['control-plane'],
  usage: '',
  summary: 'Run the Proton control plane by itself, for any AWS client',
  flags: [
    ...settingFlags,
    { name: 'credentials', type: 'string', value: 'file', help: 'JSON file: account and secret of each access key id' },
    {
      name: 'require-signatures',
      type: 'boolean',
      help: 'refuse calls that are not signed with one of the credentials',
    },
    jsonFlag,
  ],
  positionals: { minimum: 0, maximum: 0 },
  async run({ flags }, context) {
    const settings = settingsOf(flags, context);
    const signed = flags['require-signatures'] === true;
    if (signed && flags['credentials'] === undefined) {
      throw new UsageError('--require-signatures needs --credentials');
    }
    const interrupted = context.interrupted();
    const running = await start(settings, flags);
    const { stateFile, bundlesFolder, testRoutes } = settings;
    const { region, accountId } = settings.settings;
    context.out(
      flags['json'] === true
        ? JSON.stringify({
            url: running.url,
            region,
            accountId,
            stateFile,
            bundlesFolder,
            requiresSignatures: signed,
            testRoutes,
          })
        : [
            `Proton control plane ${running.url}`,
            `region ${region}`,
            `account ${accountId}`,
            ...(stateFile === undefined ? [] : [`state in ${stateFile}`]),
            ...(bundlesFolder === undefined ? [] : [`bundles from ${bundlesFolder}`]),
            ...(signed ? ['signatures required'] : []),
            ...(testRoutes ? ['test routes'] : []),
            'Ctrl-C stops it',
          ].join(' · '),
    );
    await interrupted;
    await running.stop();
    return 0;
  },
};

/** Loads the control plane only now, as every command is known at every start. */
async function start(
  options: StandaloneOptions<NodeJS.Timeout>,
  flags: CommandArguments['flags'],
): Promise<Standalone> {
  const { UnknownRegionError } = await import('@proton-bot/control-plane');
  const standalone = await import('@proton-bot/control-plane/standalone');
  const mendable = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof UnknownRegionError) throw new UsageError(error.message, { cause: error });
      throw error instanceof standalone.StandaloneError ? new CommandFailed(error.message, { cause: error }) : error;
    }
  };
  const file = flagText(flags, 'credentials');
  const needsSecrets = flags['require-signatures'] === true;
  const callers = file === undefined ? {} : await mendable(standalone.readCredentialsFile(file, needsSecrets));
  const running = await mendable(
    standalone.startStandalone({ ...options, callers: { ...callers, requireSignatures: needsSecrets } }),
  );
  return { url: running.url, stop: () => mendable(running.stop()) };
}
