import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Session, type SessionOptions, startSession } from '../../../src/local/index.ts';

export const projectDirectory = fileURLToPath(new URL('../../..', import.meta.url));

const usualBotFile = 'test/e2e/support/bot.yml';

/** A deployment of Proton takes as long as a test needs to see it under way, not as long as a person does who watches. */
const briefly = { deploymentMs: 1_000 };

/** What the deployed functions logged, by session. */
const logs = new WeakMap<Session, string[]>();

interface TestSessionOptions
  extends Partial<
    Pick<
      SessionOptions,
      | 'empty'
      | 'includes'
      | 'onProblem'
      | 'proton'
      | 'supplyChain'
      | 'cloudFormation'
      | 'ecs'
      | 'codePipeline'
      | 'codeDeploy'
      | 'reportEvents'
      | 'services'
      | 'parameters'
      | 'environment'
    >
  > {
  /** Another one than the usual `bot.yml` of tests, below the project. All tests of one process have the same. */
  readonly botFile?: string;
  /** Other rules than the test's, below the project. Likewise. */
  readonly rulesFile?: string;
  /** Another list of back ends than the bot's own, below the project. Likewise. */
  readonly providersFile?: string;
  /** Where it is packaged: a folder for each combination of files. */
  readonly packageFolder?: string;
}

/**
 * The deployed bot in an empty local cloud on free ports, under the test's rules: prod* is cancelled after two seconds.
 * Test files run side by side; the first one packages, the others wait for it.
 */
export async function startTestSession({
  botFile = usualBotFile,
  rulesFile = 'test/e2e/support/rules.yml',
  providersFile,
  packageFolder = botFile === usualBotFile ? '.proton-bot/test-package' : '.proton-bot/other-test-package',
  ...options
}: TestSessionOptions = {}): Promise<Session> {
  process.env['PROTON_BOT_CONFIGURATION'] = join(projectDirectory, botFile);
  if (providersFile !== undefined) process.env['PROTON_BOT_PROVIDERS'] = join(projectDirectory, providersFile);
  process.env['PROTON_BOT_RULES'] = join(projectDirectory, rulesFile);
  const lines: string[] = [];
  const unlock = await takeLock(join(projectDirectory, `${packageFolder}.lock`));
  try {
    const log = (line: string) => void lines.push(line);
    const ports = { slackPort: 0, awsPort: 0 };
    const session = await startSession({
      ...ports,
      empty: true,
      log,
      projectDirectory,
      packageFolder,
      proton: briefly,
      ...options,
    });
    logs.set(session, lines);
    return session;
  } finally {
    await unlock();
  }
}

export function logsOf(session: Session): readonly string[] {
  return logs.get(session) ?? [];
}

/** Waits until something is so. What is waited for always comes in these tests, so the limit only ends a hang. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 120_000): Promise<void> {
  for (let waitedMs = 0; !(await condition()); waitedMs += 50) {
    if (waitedMs > limitMs) throw new Error(`waited ${limitMs} ms in vain for: ${condition.toString()}`);
    await sleep(50);
  }
}

/** A folder is made by one only: whoever makes it holds the lock. One left by a killed test run counts for nothing. */
async function takeLock(lock: string): Promise<() => Promise<void>> {
  await mkdir(dirname(lock), { recursive: true });
  for (;;) {
    try {
      await mkdir(lock);
      return () => rm(lock, { recursive: true, force: true });
    } catch {
      const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > 60_000) await rm(lock, { recursive: true, force: true });
      await sleep(100);
    }
  }
}
