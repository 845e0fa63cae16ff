import { randomUUID } from 'node:crypto';
import type { ControlPlaneDurations } from '@proton-bot/control-plane';
import type { Machine, StandaloneOptions } from '@proton-bot/control-plane/standalone';
import { type CommandArguments, type CommandContext, type Flag, portOf, UsageError } from './command.ts';
import { standardPorts } from './ports.ts';

/** The account of AWS's own examples. */
const standardAccount = '123456789012';
const standardRegion = 'eu-central-1';
/** Longer than any test waits, and short enough for every timestamp. */
const longestSeconds = 366 * 24 * 60 * 60;

/** The setting of each of these flags, and its default (`DEFAULT_DURATIONS` of the control plane). */
const durations = [
  { name: 'deployment-seconds', member: 'deploymentMs', help: 'how long a create or an update takes (default 4)' },
  { name: 'cancellation-seconds', member: 'cancellationMs', help: 'how long a cancel takes (default 2)' },
  { name: 'deletion-seconds', member: 'deletionMs', help: 'how long a delete takes (default 2)' },
  {
    name: 'registration-seconds',
    member: 'templateRegistrationMs',
    help: 'how long the registration of a template version takes (default 1)',
  },
  { name: 'sync-seconds', member: 'syncMs', help: 'how long a sync with a repository takes (default 1)' },
] as const satisfies readonly { name: string; member: keyof ControlPlaneDurations; help: string }[];

/** The flags that are settings of the control plane and its server. */
export const settingFlags: readonly Flag[] = [
  {
    name: 'port',
    type: 'string',
    value: 'port',
    help: 'port to listen on (default 4600; PROTON_BOT_CONTROL_PLANE_PORT)',
  },
  {
    name: 'host',
    type: 'string',
    value: 'address',
    help: 'address to listen on (default 127.0.0.1: this machine only)',
  },
  { name: 'state', type: 'string', value: 'file', help: 'keep the state in this file between runs' },
  {
    name: 'bundles',
    type: 'string',
    value: 'folder',
    help: 'read template bundles from <folder>/<bucket>/<key> (default none)',
  },
  {
    name: 'region',
    type: 'string',
    value: 'region',
    help: 'Region of calls that name none (default AWS_REGION, else eu-central-1)',
  },
  { name: 'account', type: 'string', value: 'id', help: `the management account (default ${standardAccount})` },
  {
    name: 'keep-deployments',
    type: 'string',
    value: 'number',
    help: 'how many deployments of each target are kept (default 100)',
  },
  {
    name: 'keep-deployments-of-deleted',
    type: 'string',
    value: 'number',
    help: 'how many of all deleted targets together, in each Region (default 10000)',
  },
  { name: 'test-routes', type: 'boolean', help: 'serve the control routes, /_proton-bot/, which are for tests' },
  ...durations.map(({ name, help }): Flag => ({ name, type: 'string', value: 'seconds', help })),
];

const machine: Machine<NodeJS.Timeout> = {
  now: () => Date.now(),
  setTimer: (run, afterMs) => setTimeout(run, afterMs),
  clearTimer: (timer) => clearTimeout(timer),
  uuid: () => randomUUID(),
};

/** The settings as typed. @throws UsageError */
export function settingsOf(
  flags: CommandArguments['flags'],
  { environment, err }: Pick<CommandContext, 'environment' | 'err'>,
): StandaloneOptions<NodeJS.Timeout> {
  const accountId = accountOf(flags);
  const bundles = flagText(flags, 'bundles');
  return {
    port: portOf(flags['port'], environment['PROTON_BOT_CONTROL_PLANE_PORT'], standardPorts.aws),
    host: flagText(flags, 'host'),
    stateFile: flagText(flags, 'state'),
    bundlesFolder: bundles === 'none' ? undefined : bundles,
    testRoutes: flags['test-routes'] === true,
    settings: {
      region: regionOf(flags, environment),
      accountId,
      durations: durationsOf(flags),
      deploymentsKeptPerTarget: keptDeploymentsOf(flags, 'keep-deployments', 1),
      deploymentsKeptOfDeletedTargets: keptDeploymentsOf(flags, 'keep-deployments-of-deleted', 0),
    },
    machine,
    tell: err,
  };
}

/** The text of a flag. @throws UsageError when it is empty */
export function flagText(flags: CommandArguments['flags'], name: string): string | undefined {
  const text = flags[name];
  if (text === '') throw new UsageError(`--${name} needs a value`);
  return typeof text === 'string' ? text : undefined;
}

/** The account, as typed. @throws UsageError */
export function accountOf(flags: CommandArguments['flags']): string {
  const accountId = flagText(flags, 'account') ?? standardAccount;
  if (/^\d{12}$/.test(accountId)) return accountId;
  throw new UsageError(`--account must be twelve digits, not "${accountId}"`);
}

/** In the same order as AWS's own tools (https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html). */
export function regionOf(flags: CommandArguments['flags'], environment: CommandContext['environment']): string {
  const candidates = [flagText(flags, 'region'), environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']];
  return candidates.find((region) => region !== undefined && region !== '') ?? standardRegion;
}

function keptDeploymentsOf(flags: CommandArguments['flags'], name: string, fewest: number): number | undefined {
  const text = flagText(flags, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= fewest) return number;
  throw new UsageError(`--${name} must be a whole number from ${fewest}, not "${text}"`);
}

function durationsOf(flags: CommandArguments['flags']): Partial<ControlPlaneDurations> {
  const given: Partial<Record<keyof ControlPlaneDurations, number>> = {};
  for (const { name, member } of durations) {
    const text = flagText(flags, name);
    if (text === undefined) continue;
    const seconds = Number(text);
    if (!(seconds >= 0 && seconds <= longestSeconds)) {
      throw new UsageError(`--${name} must be a number of seconds from 0 to ${String(longestSeconds)}, not "${text}"`);
    }
    given[member] = Math.round(seconds * 1000);
  }
  return given;
}
