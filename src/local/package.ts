import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The bot could not be packaged; the message says what is wrong, and where. */
export class PackageUnavailable extends Error {
  override readonly name = 'PackageUnavailable';
  constructor(problem: string) {
    super(`the bot could not be packaged:\n${problem.trim()}`);
  }
}

/** Packaging was stopped by a signal: there is nothing to fix. */
export class PackagingInterrupted extends Error {
  override readonly name = 'PackagingInterrupted';
  constructor() {
    super('packaging was interrupted');
  }
}

/** The folder of the local cloud's package in a clone; `.serverless` is only for deployments to AWS. */
const localPackage = '.proton-bot/package';
/** Where the published npm package has it. */
const shippedPackage = 'dist/package';

/**
 * The folder with the packaged bot. If there are sources and something has changed, it is packaged now. Packaging runs in a
 * separate process that ends, because it needs more memory than everything else together.
 *
 * @param signal - ends that process; nothing of it is left when the promise rejects
 * @throws PackageUnavailable, PackagingInterrupted
 */
export async function preparePackage(
  projectFolder: string,
  packageFolder = localPackage,
  signal?: AbortSignal,
): Promise<string> {
  if (!existsSync(join(projectFolder, 'serverless.yml'))) {
    const shipped = join(projectFolder, shippedPackage);
    if (existsSync(shipped)) return shipped;
    throw new PackageUnavailable(`there are neither sources nor ${shippedPackage} in ${projectFolder}`);
  }
  await runPackaging(projectFolder, packageFolder, signal);
  return join(projectFolder, packageFolder);
}

function runPackaging(projectFolder: string, packageFolder: string, signal: AbortSignal | undefined): Promise<void> {
  const program = [join(projectFolder, 'scripts/package.mjs'), '--local', '--skip-types', '--output', packageFolder];
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, program, {
      cwd: projectFolder,
      // Passed explicitly: under jest, a child process does not get the variables that a test has set.
      env: process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const collect = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    // Not with spawn's own `signal`, which rejects before the process and its children have ended.
    const end = () => void child.kill('SIGTERM');
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
    child.on('error', failed);
    child.on('exit', (code, endedBy) => {
      signal?.removeEventListener('abort', end);
      if (code === 0) done();
      else if (signal?.aborted || isInterruption(endedBy)) failed(new PackagingInterrupted());
      else failed(new PackageUnavailable(endedBy === null ? printed : `${printed}\nit was ended by ${endedBy}`));
    });
  });
}

/** The terminal sends Ctrl-C to the whole process group: this process may see the end of the other one before its own signal. */
function isInterruption(endedBy: NodeJS.Signals | null): boolean {
  return endedBy === 'SIGINT' || endedBy === 'SIGTERM' || endedBy === 'SIGHUP';
}
