/**
 * Packages the bot: `node scripts/package.mjs [--output <folder>] [--skip-types] [--local]`.
 *
 * Type check, then every handler is built with esbuild itself, and only then the framework packages: a single unresolved
 * import makes `serverless package` print the error and hang for ever. It is run under a timeout that ends its whole
 * process group. Where nothing has changed since the last time, nothing is done.
 *
 * PROTON_BOT_RULES and PROTON_BOT_CONFIGURATION name other files than config/rules.yml and config/bot.yml; `--local` takes
 * those of config/local, for the local cloud, unless they do.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const frameworkTimeoutMs = 120_000;
const handlers = ['observe', 'sweep', 'slack', 'command', 'notify'];
const templateName = 'cloudformation-template-update-stack.json';

/** Something is wrong with what is packaged; the message says what, and where. */
export class PackagingFailed extends Error {
  name = 'PackagingFailed';
}

/**
 * @param {{ outputFolder?: string, checkTypes?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<string>} the folder that holds the template and a zip for each function
 */
export async function packageBot({ outputFolder = '.serverless', checkTypes = true, log = console.log } = {}) {
  const output = resolve(projectFolder, outputFolder);
  const stateFile = join(output, 'package-state.json');
  const inputs = await hashInputs();
  if (existsSync(join(output, templateName)) && (await readState(stateFile)) === inputs) {
    log('package: nothing has changed');
    return output;
  }
  return underLock(() => packageNow({ output, stateFile, inputs, checkTypes, log }));
}

async function packageNow({ output, stateFile, inputs, checkTypes, log }) {
  // Whoever held the lock before may have packaged the same.
  if (existsSync(join(output, templateName)) && (await readState(stateFile)) === inputs) return output;
  if (checkTypes) await run('types', [join(projectFolder, 'node_modules/typescript/bin/tsc')]);
  await buildHandlers();
  await rm(join(projectFolder, '.esbuild'), { recursive: true, force: true });
  await rm(output, { recursive: true, force: true });
  await run('serverless package', [require.resolve('serverless/bin/serverless.js'), 'package', '--package', output]);
  await rm(join(projectFolder, '.esbuild'), { recursive: true, force: true });
  if (!existsSync(join(output, templateName))) throw new PackagingFailed('the framework wrote no template');
  await mkdir(output, { recursive: true });
  await writeFile(stateFile, JSON.stringify({ inputs }));
  log(`package: ${handlers.length} functions`);
  return output;
}

/** The framework works in `.esbuild` and `.serverless`, which are there once: two packagings at a time would mix. */
async function underLock(work) {
  const lock = join(projectFolder, '.proton-bot', 'packaging');
  await mkdir(dirname(lock), { recursive: true });
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const heldSinceMs = (await stat(lock).catch(() => undefined))?.mtimeMs ?? Date.now();
      // Left behind by one that was killed: packaging never takes so long.
      if (Date.now() - heldSinceMs > frameworkTimeoutMs) await rm(lock, { recursive: true, force: true });
      await sleep(100);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** Builds every handler without writing it: errors are shown with file, line and column. */
async function buildHandlers() {
  const { build } = await import('esbuild');
  const { outputFileExtension: _own, exclude: _framework, ...options } = require('./esbuild-options.cjs')();
  const entryPoints = handlers.map((name) => join(projectFolder, 'src/handlers', `${name}.ts`));
  try {
    await build({ ...options, entryPoints, outdir: join(projectFolder, 'dist'), write: false, logLevel: 'error' });
  } catch {
    // esbuild has printed what is wrong, and where.
    throw new PackagingFailed('the handlers do not build; what runs stays as it is');
  }
}

/** Runs a Node program; its output is shown only when it fails. */
function run(what, programAndArguments) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, programAndArguments, {
      cwd: projectFolder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', SLS_GEO_LOCATION: 'us' },
    });
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += chunk));
    child.stderr.on('data', (chunk) => (printed += chunk));
    const timer = setTimeout(() => end(child), frameworkTimeoutMs);
    child.on('error', failed);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return done();
      const why = signal ? `did not end within ${frameworkTimeoutMs / 1000} s` : `failed with code ${code}`;
      failed(new PackagingFailed(`${what} ${why}:\n${printed.trim()}`));
    });
  });
}

/** The framework leaves children behind when it hangs: all of them end. */
function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

async function readState(stateFile) {
  try {
    return JSON.parse(await readFile(stateFile, 'utf8')).inputs;
  } catch {
    return undefined;
  }
}

/** Everything that a package is made of. */
async function hashInputs() {
  const { PROTON_BOT_RULES: rules, PROTON_BOT_CONFIGURATION: configuration } = process.env;
  const chosen = [rules, configuration].filter(Boolean).map((path) => resolve(path));
  const folders = ['src/handlers', 'src/lib', 'config', 'infrastructure', 'scripts'];
  const files = [
    'serverless.yml',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    ...(await Promise.all(folders.map(filesIn))).flat().sort(),
  ];
  const hash = createHash('sha256').update(JSON.stringify([rules, configuration]));
  for (const file of [...files.map((name) => join(projectFolder, name)), ...chosen]) {
    hash.update(`${file}\n`).update(await readFile(file));
  }
  return hash.digest('hex');
}

function useLocalConfiguration() {
  process.env.PROTON_BOT_RULES ??= join(projectFolder, 'config/local/rules.yml');
  process.env.PROTON_BOT_CONFIGURATION ??= join(projectFolder, 'config/local/bot.yml');
}

async function filesIn(folder) {
  const entries = await readdir(join(projectFolder, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectFolder.length + 1));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: { output: { type: 'string' }, 'skip-types': { type: 'boolean' }, local: { type: 'boolean' } },
  });
  if (values.local) useLocalConfiguration();
  try {
    await packageBot({ outputFolder: values.output, checkTypes: !values['skip-types'] });
  } catch (error) {
    console.error(error instanceof PackagingFailed ? error.message : error);
    process.exitCode = 1;
  }
}
