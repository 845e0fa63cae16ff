import type { Standalone, StandaloneOptions } from '@proton-bot/control-plane/standalone';
import { type Command, type CommandArguments, jsonFlag, UsageError } from '../command.ts';
import { flagText, settingFlags, settingsOf } from '../control-plane-settings.ts';
import { auditOf, eventBusOf, hostFlags, mendable, senderOf } from '../host-settings.ts';

/** Runs the control plane by itself until Ctrl-C. */
export const controlPlane: Command = {
  words: ['control-plane'],
  usage: '',
  summary: 'Run the Proton control plane by itself, for any AWS client',
  flags: [...settingFlags, ...hostFlags, jsonFlag],
  positionals: { minimum: 0, maximum: 0 },
  async run({ flags }, context) {
    const settings = settingsOf(flags, context);
    const { stateFile, bundlesFolder, testRoutes } = settings;
    const signed = flags['require-signatures'] === true;
    if (signed && flags['credentials'] === undefined && stateFile === undefined) {
      throw new UsageError('--require-signatures needs --credentials or --state, beside which keys are issued');
    }
    const eventBus = eventBusOf(flags, context.environment);
    const audit = auditOf(flags, context);
    const interrupted = context.interrupted();
    const sender = await senderOf(eventBus);
    const running = await start({ ...settings, audit: audit?.audit, sender }, flags);
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
            audit: audit?.name,
            eventBus: eventBus?.bus,
            eventSource: eventBus?.source,
          })
        : [
            `Proton control plane ${running.url}`,
            `region ${region}`,
            `account ${accountId}`,
            ...(stateFile === undefined ? [] : [`state in ${stateFile}`]),
            ...(bundlesFolder === undefined ? [] : [`bundles from ${bundlesFolder}`]),
            ...(signed ? ['signatures required'] : []),
            ...(audit === undefined ? [] : [`audit in ${audit.name}`]),
            ...(eventBus === undefined ? [] : [`events to ${eventBus.bus}`]),
            ...(testRoutes ? ['test routes'] : []),
            'Ctrl-C stops it',
          ].join(' · '),
    );
    if (running.keys === 0 && flags['credentials'] === undefined) context.err(withoutKeys(accountId, stateFile));
    await interrupted;
    await running.stop();
    return 0;
  },
};

/** A key of another account lets nobody in as this one. */
function withoutKeys(accountId: string, stateFile: string | undefined): string {
  const problem = `No key is for the management account ${accountId}, so every call in its name is refused.`;
  if (stateFile === undefined) return problem;
  return `${problem} Issue one: proton-bot keys create --state ${stateFile} --account ${accountId}`;
}

/** Loads the control plane only now, as every command is known at every start. */
async function start(
  options: StandaloneOptions<NodeJS.Timeout>,
  flags: CommandArguments['flags'],
): Promise<Standalone> {
  const { UnknownRegionError } = await import('@proton-bot/control-plane');
  const standalone = await import('@proton-bot/control-plane/standalone');
  const file = flagText(flags, 'credentials');
  const requireSignatures = flags['require-signatures'] === true;
  try {
    const callers =
      file === undefined ? {} : await mendable(() => standalone.readCredentialsFile(file, requireSignatures));
    const running = await mendable(() =>
      standalone.startStandalone({ ...options, callers: { ...callers, requireSignatures } }),
    );
    return { ...running, stop: () => mendable(() => running.stop()) };
  } catch (error) {
    throw error instanceof UnknownRegionError ? new UsageError(error.message, { cause: error }) : error;
  }
}
