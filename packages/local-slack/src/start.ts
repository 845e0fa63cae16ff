import type { SubmitOutcome } from './delivery/index.ts';
import {
  ACKNOWLEDGE_WITHIN_MS,
  type ActOutcome,
  AppCaller,
  type Entered,
  Modals,
  UserActions,
} from './delivery/index.ts';
import type { PortSetting } from './errors.ts';
import { SlackFaults } from './faults.ts';
import { type Clock, type Deliver, type Random, systemClock, systemRandom } from './ports.ts';
import type { ShownAddress } from './protocol.ts';
import { PageActions } from './server/page-actions.ts';
import { loadPageFiles } from './server/page-files.ts';
import { PageStream } from './server/page-stream.ts';
import { makeRoute } from './server/routes.ts';
import { listen, type Route } from './server/server.ts';
import { Timeline } from './timeline.ts';
import { WebApi } from './web-api/index.ts';
import type { Ephemeral, Message, View, WorkspaceSeed } from './workspace/index.ts';
import { exampleWorkspace, Workspace } from './workspace/index.ts';

export interface LocalSlackOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** How the user sets the port, for the message that says it is taken. */
  readonly portSetting?: PortSetting;
  /** The machine's own unless given, as chance is. */
  readonly clock?: Clock;
  readonly random?: Random;
  /** With this every delivery to the app is signed. */
  readonly signingSecret: string;
  /** The token that the Web API takes. */
  readonly botToken: string;
  /** How requests reach the app: `deliverTo` makes one for an app that listens. */
  readonly deliver: Deliver;
  /** People, channels, and the app with its commands; a small example unless given. */
  readonly workspace?: WorkspaceSeed;
  /** Further addresses for the header of the page, such as the AWS endpoint; asked whenever a page opens. */
  readonly addresses?: () => readonly ShownAddress[];
  /** The path of the app's request URL; `/slack/events` if not given. */
  readonly appPath?: string;
  /** How long to wait for the app; Slack's 3 seconds if not given. */
  readonly acknowledgeWithinMs?: number;
}

/** Read access to what is in the workspace. Channels by id or name. */
export interface WorkspaceReader {
  readonly seed: WorkspaceSeed;
  /** What the channel shows, oldest first: thread replies only where they were broadcast. */
  messages(channel: string): readonly Message[];
  /** A thread's first message and its replies. */
  thread(channel: string, threadTs: string): readonly Message[];
  /** What only this person was shown. */
  ephemerals(personId: string): readonly Ephemeral[];
  /** The modals that this person has open, the topmost last. */
  views(personId: string): readonly View[];
}

/** A message that people see now, in a channel or a thread. */
export interface SeenMessage {
  readonly action: 'posted' | 'updated';
  readonly message: Message;
}

/** A running local Slack. */
export interface LocalSlack {
  /** The address of the page, without a slash at the end. */
  readonly url: string;
  /** What the app takes as `slackApiUrl`; ends with `/api/`. */
  readonly webApiUrl: string;
  readonly timeline: Timeline;
  readonly faults: SlackFaults;
  readonly workspace: WorkspaceReader;
  /** Calls `listener` with every message that is posted or updated from now on, the app's and people's; call what is returned to stop it. */
  onMessage(listener: (seen: SeenMessage) => void): () => void;
  runCommand(personId: string, channel: string, typed: string): Promise<ActOutcome>;
  click: UserActions['click'];
  say: UserActions['say'];
  submitView(personId: string, viewId: string, entered: Entered): Promise<SubmitOutcome>;
  closeView(personId: string, viewId: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the local Slack: workspace, Web API, deliveries to the app, and the page, all on one loopback port.
 *
 * @throws {@link SlackPortTakenError} if another program has the port, {@link SlackPageMissingError} if the files of
 * the page are missing.
 */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const seed = options.workspace ?? exampleWorkspace();
  const { clock = systemClock, random = systemRandom } = options;
  const workspace = new Workspace(seed, clock, random);
  const timeline = new Timeline();
  const faults = new SlackFaults(() => workspace.responseUrls.expireAll());
  const files = await loadPageFiles();

  // The addresses that the parts hand out carry the port, which is known only once the server listens.
  let route: Route | undefined;
  const server = await listen(options.port, options.portSetting, async (request, response) =>
    route === undefined ? { statusCode: 503, headers: {}, body: '' } : route(request, response),
  );
  const url = `http://127.0.0.1:${server.port}`;
  const app = new AppCaller({
    deliver: options.deliver,
    clock,
    signingSecret: options.signingSecret,
    appPath: options.appPath ?? '/slack/events',
    acknowledgeWithinMs: options.acknowledgeWithinMs ?? ACKNOWLEDGE_WITHIN_MS,
  });
  const userActions = new UserActions(workspace, app, url);
  const modals = new Modals(workspace, app);
  const addresses = () => [{ label: 'Slack page', url }, ...(options.addresses?.() ?? [])];
  const pageStream = new PageStream(workspace, timeline, addresses);
  route = makeRoute({
    workspace,
    webApi: new WebApi({ workspace, pageUrl: url }, options.botToken, faults),
    pageActions: new PageActions(workspace, userActions, modals),
    pageStream,
    files,
  });

  return {
    url,
    webApiUrl: `${url}/api/`,
    timeline,
    faults,
    workspace: makeReader(seed, workspace),
    onMessage: (listener) =>
      workspace.onChange((change) => {
        if (change.type === 'message') listener({ action: change.action, message: change.message });
      }),
    runCommand: (personId, channel, typed) => userActions.runCommand(personId, channel, typed),
    click: (personId, messageTs, actionId, given) => userActions.click(personId, messageTs, actionId, given),
    say: (personId, channel, text, threadTs) => userActions.say(personId, channel, text, threadTs),
    submitView: (personId, viewId, entered) => modals.submit(personId, viewId, entered),
    closeView: (personId, viewId) => modals.close(personId, viewId),
    stop: async () => {
      pageStream.stop();
      await server.stop();
    },
  };
}

function makeReader(seed: WorkspaceSeed, workspace: Workspace): WorkspaceReader {
  const idOf = (channel: string) => workspace.directory.postTarget(channel)?.id ?? channel;
  return {
    seed,
    messages: (channel) => workspace.messages.inChannel(idOf(channel)),
    thread: (channel, threadTs) => workspace.messages.inThread(idOf(channel), threadTs),
    ephemerals: (personId) => workspace.messages.ephemeralsOf(personId),
    views: (personId) => workspace.viewsOf(personId),
  };
}
