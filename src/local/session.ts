import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ControlPlane,
  type ControlPlaneDurations,
  createControlPlaneHttpHandler,
} from '@proton-bot/control-plane';
import type {
  CloudFormationSettings,
  CodeConnectionsSettings,
  CodeDeploySettings,
  CodePipelineSettings,
  EcsSettings,
  SupplyChainSettings,
} from '@proton-bot/local-aws';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '@proton-bot/local-aws';
import { type LocalSlack, startLocalSlack } from '@proton-bot/local-slack';
import { controlPath, createProtonService, createRunningControlPlane } from './control-plane.ts';
import { preparePackage } from './package.ts';
import { createReplayer, type Replayer, replayRoute } from './replayer.ts';
import { playScenario, type Stage } from './scenario/index.ts';
import { createTimeline } from './timeline-entries.ts';
import { workspace } from './workspace.ts';

/** The options of a local session. */
export interface SessionOptions {
  /** 0 for any free port, here and below. */
  readonly slackPort: number;
  readonly awsPort: number;
  /** No resources, and nothing is played. */
  readonly empty: boolean;
  /** Whether a back end, by its name in `bot.yml`, takes part in what is played; all of them unless given. */
  readonly includes?: (provider: string) => boolean;
  /** Receives every line that a function logs. */
  readonly log: (line: string) => void;
  /** Receives what went wrong with what is played; `log` unless given. */
  readonly onProblem?: (line: string) => void;
  readonly projectDirectory: string;
  /** The folder of the package, relative to the project. Tests with their own rules have their own folder. */
  readonly packageFolder?: string;
  /**
   * How long after a sweep the next one begins, in addition to those of the package's own schedule. Only sweeps find changes
   * without events, so a person who watches does not wait a whole minute for each. Without it there is only the schedule.
   */
  readonly sweepAfterMs?: number;
  /** Whether the functions publish the result of each event on the bot's bus, which they do not do on AWS. The default is yes. */
  readonly reportEvents?: boolean;
  /** How long things take in the local Proton; a deployment takes six seconds unless given. */
  readonly proton?: Partial<ControlPlaneDurations>;
  /** How long operations take in the local Supply Chain. */
  readonly supplyChain?: Partial<SupplyChainSettings>;
  /** How long things take in the local CloudFormation. */
  readonly cloudFormation?: Partial<CloudFormationSettings>;
  /** How long things take in the local ECS. */
  readonly ecs?: Partial<EcsSettings>;
  /** How long things take in the local CodePipeline. */
  readonly codePipeline?: Partial<CodePipelineSettings>;
  /** How long syncs with Git take in the local cloud. */
  readonly codeConnections?: Partial<CodeConnectionsSettings>;
  /** How long things take in the local CodeDeploy. */
  readonly codeDeploy?: Partial<CodeDeploySettings>;
  /** Further parameters of the Parameter Store, and variables of every function: for a Proton that is elsewhere. */
  readonly parameters?: NonNullable<LocalCloudOptions['parameters']>;
  readonly environment?: NonNullable<LocalCloudOptions['environment']>;
  /** Local services in addition to those that the bot's own back ends need. */
  readonly services?: NonNullable<LocalCloudOptions['services']>;
  /** Ends the packaging; then the session does not start. */
  readonly signal?: AbortSignal;
}

/** A running local cloud with its Slack. */
export interface Session {
  readonly slackUrl: string;
  readonly awsUrl: string;
  readonly cloud: LocalCloud;
  readonly slack: LocalSlack;
  readonly controlPlane: ControlPlane;
  readonly replayer: Replayer;
  /** Ends everything. May be called again. */
  stop(): Promise<void>;
}

const accountId = '123456789012';
const region = 'eu-central-1';
const signingSecretParameter = '/proton-bot/slack/signing-secret';
const botTokenParameter = '/proton-bot/slack/bot-token';

/**
 * Starts everything on this machine: the control plane, the local Slack and its page, and the cloud that runs the packaged bot.
 * When it resolves, both addresses answer.
 *
 * @throws PackageUnavailable, PackagingInterrupted, PortInUseError, SlackPortTakenError and the errors of the template; nothing
 *   is left running
 */
export async function startSession(options: SessionOptions): Promise<Session> {
  const packageFolder = await preparePackage(options.projectDirectory, options.packageFolder, options.signal);
  const signingSecret = randomBytes(16).toString('hex');
  const botToken = `xoxb-${randomBytes(12).toString('hex')}`;
  const ending = new AbortController();
  const stops: (() => unknown)[] = [() => ending.abort()];
  const stop = once(async () => {
    for (const end of stops.toReversed()) await end();
  });
  try {
    let cloud: LocalCloud | undefined;
    const slack = await startLocalSlack({
      port: options.slackPort,
      portSetting: { flag: '--slack-port', environmentVariable: 'PROTON_BOT_SLACK_PORT' },
      workspace,
      signingSecret,
      botToken,
      addresses: () => (cloud === undefined ? [] : [{ label: 'AWS endpoint', url: cloud.endpointUrl }]),
      deliver: async (request) => {
        if (cloud === undefined) return { statusCode: 503, headers: {}, body: '' };
        const answer = await cloud.requestHttpApi({ ...request, body: Buffer.from(request.body) });
        return { ...answer, body: answer.body.toString('utf8') };
      },
    });
    stops.push(() => slack.stop());
    const timeline = createTimeline((entry) => slack.timeline.append(entry));
    slack.onMessage((seen) => timeline.onMessage(seen));

    const replayer = createReplayer();
    let controlPlane: ControlPlane | undefined;
    cloud = await startLocalCloud({
      port: options.awsPort,
      packageFolder,
      accountId,
      region,
      ...(options.supplyChain === undefined ? {} : { supplyChain: options.supplyChain }),
      ...(options.cloudFormation === undefined ? {} : { cloudFormation: options.cloudFormation }),
      ...(options.ecs === undefined ? {} : { ecs: options.ecs }),
      ...(options.codePipeline === undefined ? {} : { codePipeline: options.codePipeline }),
      ...(options.codeConnections === undefined ? {} : { codeConnections: options.codeConnections }),
      ...(options.codeDeploy === undefined ? {} : { codeDeploy: options.codeDeploy }),
      parameters: [
        { name: signingSecretParameter, value: signingSecret, type: 'SecureString' },
        { name: botTokenParameter, value: botToken, type: 'SecureString' },
        ...(options.parameters ?? []),
      ],
      // A schedule is precise here, so even a near deadline gets one.
      environment: {
        SLACK_API_URL: slack.webApiUrl,
        PROTON_BOT_MINIMUM_SCHEDULE_LEAD_SECONDS: '0',
        PROTON_BOT_REPORT_EVENTS: String(options.reportEvents ?? true),
        PROTON_BOT_DISCOVERY_INTERVAL_SECONDS: '0',
        ...options.environment,
      },
      portSetting: { flag: '--aws-port', environmentVariable: 'PROTON_BOT_AWS_PORT' },
      stackName: 'proton-bot-local',
      controlPath,
      services: [
        ({ putEvents }) => {
          const running = createRunningControlPlane({
            accountId,
            region,
            durations: options.proton,
            emit: putEvents,
          });
          stops.push(running.stop);
          controlPlane = running.controlPlane;
          const serve = createControlPlaneHttpHandler(controlPlane, {
            testRoutes: true,
            random: { uuid: () => randomUUID() },
          });
          return createProtonService(replayRoute(replayer, (request, response) => void serve(request, response)));
        },
        ...(options.services ?? []),
      ],
      onActivity: (activity) => {
        replayer.onActivity(activity);
        timeline.onActivity(activity);
      },
      onLog: ({ functionName, line }) => options.log(`${functionName} ${line}`),
    });
    const runningCloud = cloud;
    stops.push(() => runningCloud.stop());
    replayer.putEvents = (events) => runningCloud.putEvents(events);
    if (controlPlane === undefined) throw new Error('the cloud made no control plane');

    if (options.sweepAfterMs !== undefined) {
      const sweeping = keepSweeping(cloud, options.sweepAfterMs, ending.signal);
      stops.push(() => {
        ending.abort();
        return sweeping;
      });
    }
    if (!options.empty) play({ cloud, controlPlane, accountId, region, signal: ending.signal }, options);
    return { slackUrl: slack.url, awsUrl: cloud.endpointUrl, cloud, slack, controlPlane, replayer, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** It plays by itself; when the session ends in the middle of it, so does the play. */
function play(stage: Stage, { log, onProblem = log, includes = () => true }: SessionOptions): void {
  playScenario(stage, includes).catch((error: unknown) => {
    if (stage.signal.aborted) return;
    onProblem(`the scenario stopped: ${error instanceof Error ? error.message : String(error)}`);
  });
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}

/**
 * Sweeps repeatedly until the session ends, never two at a time. A failed sweep is in its function's log, and the next one
 * follows anyway.
 */
export async function keepSweeping(
  cloud: Pick<LocalCloud, 'invoke'>,
  afterMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(afterMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await cloud.invoke('sweep', {});
  }
}
