import { type ReplayReport, replayPath } from './replayer.ts';
import { startSession } from './session.ts';

export type { ReplayReport };

/**
 * Sends events to the bot and reports what it decided about each: through the session at `awsPort` or, if there is none, through
 * a new one that ends afterwards.
 *
 * @param events - parsed JSON, of any shape
 */
export async function replay(
  events: readonly unknown[],
  options: { readonly projectDirectory: string; readonly awsPort?: number },
): Promise<readonly ReplayReport[]> {
  const running = options.awsPort === undefined ? undefined : await replayThere(events, options.awsPort);
  if (running) return running;
  const session = await startSession({
    slackPort: 0,
    awsPort: 0,
    empty: true,
    log: () => undefined,
    projectDirectory: options.projectDirectory,
  });
  try {
    const reports: ReplayReport[] = [];
    for (const event of events) reports.push(await session.replayer.replay(event));
    return reports;
  } finally {
    await session.stop();
  }
}

/** The process that listens at this port is no local cloud. */
export class NotALocalCloud extends Error {
  override readonly name = 'NotALocalCloud';
  constructor(awsPort: number, answer: string) {
    super(
      `what listens at port ${awsPort} is no local cloud of this version: it answered ${answer}. ` +
        'Stop it, or name another port with --aws-port.',
    );
  }
}

/** Through a running session; `undefined` when nobody listens there. @throws NotALocalCloud */
async function replayThere(events: readonly unknown[], awsPort: number): Promise<readonly ReplayReport[] | undefined> {
  const url = `http://127.0.0.1:${awsPort}${replayPath}`;
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
  } catch {
    return undefined;
  }
  const reports: unknown = await response.json().catch(() => undefined);
  if (response.ok && isReports(reports)) return reports;
  throw new NotALocalCloud(awsPort, `HTTP ${response.status}`);
}

function isReports(value: unknown): value is readonly ReplayReport[] {
  return (
    Array.isArray(value) && value.every((report) => typeof report === 'object' && report !== null && 'result' in report)
  );
}
