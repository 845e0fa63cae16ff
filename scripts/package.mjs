/**
 * Packages the bot: `node scripts/package.mjs [--output <folder>] [--skip-types] [--local] [--stage <name>]`. With `--build` it
 * prints the id of the build that would be packaged, and packages nothing.
 *
 * Type check, then every handler is built with esbuild itself, and only then the framework packages: a single unresolved
 * import makes `serverless package` print the error and hang for ever. It is run under a timeout that ends its whole
 * process group. Where nothing has changed since the last time, nothing is done.
 *
 * PROTON_BOT_RULES and PROTON_BOT_CONFIGURATION name other files than config/rules.yml and config/bot.yml; `--local` takes
 * those of config/local, for the local cloud, unless they do. PROTON_BOT_PROVIDERS names another list of back ends than
 * src/lib/providers/registry.ts.
 *
 * The shipped files have placeholders in place of your ids. For a named stage these are refused. Without a stage they are named in
 * a warning, and packaged: such a package is for trying, since nobody can be told and every rule is in shadow.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { configurationProblems, placeholderRefusal, remainingPlaceholders } from './packaging/configuration.mjs';
import { withFrameworkFolders } from './packaging/folders.mjs';
import { buildOf, hashInputs } from './packaging/inputs.mjs';
import { underLock } from './packaging/lock.mjs';
import { runProgram } from './packaging/program.mjs';
import { PackagingFailed, projectFolder } from './packaging/project.mjs';

const require = createRequire(import.meta.url);
const handlers = ['observe', 'sweep', 'discover', 'slack', 'command', 'notify'];
const templateName = 'cloudformation-template-update-stack.json';
const nothingChanges = 'nothing is packaged, and what runs stays as it is';
const stateName = 'package-state.json';

/**
 * @param {{ outputFolder?: string, checkTypes?: boolean, forLocalCloud?: boolean, stage?: string,
 *   log?: (line: string) => void, warn?: (line: string) => void }} [options]
 * @returns {Promise<string>} the folder that holds the template and a zip for each function
 */
export async function packageBot({
  outputFolder = '.serverless',
  checkTypes = true,
  forLocalCloud = false,
  stage,
  log = console.log,
  warn = console.warn,
} = {}) {
  const output = resolve(projectFolder, outputFolder);
  const inputs = { sources: await hashInputs(), stage };
  if (stage !== undefined || !forLocalCloud) await checkPlaceholders(stage, warn);
  if (await isPackaged(output, inputs)) {
    log('package: nothing has changed');
    return output;
  }
  return underLock(() => packageNow({ output, inputs, checkTypes, log }));
}

async function packageNow({ output, inputs, checkTypes, log }) {
  // Whoever held the lock before may have packaged the same.
  if (await isPackaged(output, inputs)) return output;
  if (checkTypes) await runProgram('types', [join(projectFolder, 'node_modules/typescript/bin/tsc')]);
  await checkConfiguration();
  await buildHandlers();
  await withFrameworkFolders(output, async (fresh) => {
    await runProgram('serverless package', [
      require.resolve('serverless/bin/serverless.js'),
      'package',
      '--package',
      fresh,
      ...(inputs.stage === undefined ? [] : ['--stage', inputs.stage]),
    ]);
    if (!existsSync(join(fresh, templateName))) throw new PackagingFailed('the framework wrote no template');
    await writeFile(join(fresh, stateName), JSON.stringify(inputs));
  });
  log(`package: ${handlers.length} functions`);
  return output;
}

/** Says which placeholders are left, every time. A configuration with problems is refused later, with these alone. */
async function checkPlaceholders(stage, warn) {
  const placeholders = await remainingPlaceholders();
  if (placeholders.length === 0) return;
  if (stage !== undefined)
    throw new PackagingFailed([placeholderRefusal(placeholders, stage), nothingChanges].join('\n'));
  for (const placeholder of placeholders) warn(`warning: ${placeholder}`);
  warn('warning: this package is only for trying; for a stage (--stage), placeholders are refused');
}

/** Said before esbuild can say it, which would add for each problem in which handler it was met. */
async function checkConfiguration() {
  const problems = await configurationProblems();
  if (problems.length > 0) throw new PackagingFailed([...problems, nothingChanges].join('\n'));
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
    throw new PackagingFailed(`the handlers do not build; ${nothingChanges}`);
  }
}

/** Whether the folder holds a whole package, made of these inputs. */
async function isPackaged(output, inputs) {
  try {
    const state = JSON.parse(await readFile(join(output, stateName), 'utf8'));
    const isSame = state.sources === inputs.sources && state.stage === inputs.stage;
    return isSame && existsSync(join(output, templateName));
  } catch {
    return false;
  }
}

function useLocalConfiguration() {
  process.env.PROTON_BOT_RULES ??= join(projectFolder, 'config/local/rules.yml');
  process.env.PROTON_BOT_CONFIGURATION ??= join(projectFolder, 'config/local/bot.yml');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      output: { type: 'string' },
      'skip-types': { type: 'boolean' },
      local: { type: 'boolean' },
      build: { type: 'boolean' },
      stage: { type: 'string' },
    },
  });
  if (values.local) useLocalConfiguration();
  try {
    if (values.build) console.log(buildOf(await hashInputs()));
    else {
      await packageBot({
        outputFolder: values.output,
        checkTypes: !values['skip-types'],
        forLocalCloud: values.local ?? false,
        stage: values.stage,
      });
    }
  } catch (error) {
    console.error(error instanceof PackagingFailed ? error.message : error);
    process.exitCode = 1;
  }
}
