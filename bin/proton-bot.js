#!/usr/bin/env node
// Plain JavaScript, so that it runs as it is: from a clone, from an installed package, and with any Node from 20.19.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(projectDirectory, 'dist', 'cli.js');
const build = join(projectDirectory, 'scripts', 'build.mjs');

// `proton-bot trail … | head`: nobody reads on, which is no failure.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const problem = await findProblem();
if (problem === undefined) {
  returnMemory();
  const { main } = await import(pathToFileURL(program).href);
  process.exitCode = await main(process.argv.slice(2), { projectDirectory });
} else {
  console.error(`proton-bot: ${problem}`);
  process.exitCode = 1;
}

/**
 * The local cloud's functions are threads that come and go, and glibc keeps for each new one what another has freed: a fifth of all
 * memory. How many such heaps there are is read when a process begins
 * (https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html), so this one begins again, in its place.
 */
function returnMemory() {
  const isLocal = process.platform === 'linux' && process.argv[2] === 'local' && process.argv[3] !== 'script';
  if (!isLocal || process.env.MALLOC_ARENA_MAX !== undefined || process.execve === undefined) return;
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, command, { ...process.env, MALLOC_ARENA_MAX: '2' });
}

/** In a clone, what is built follows what is written; a published package ships what was built. */
async function findProblem() {
  if (existsSync(build)) {
    try {
      const { buildIfStale } = await import(pathToFileURL(build).href);
      await buildIfStale();
    } catch (error) {
      if (error.code === 'ERR_MODULE_NOT_FOUND') return 'esbuild, which builds it here, is not installed; run "npm ci"';
      return `it cannot be built from its sources: ${error.message}`;
    }
  }
  return existsSync(program) ? undefined : 'neither dist/cli.js nor its sources are here; install the package again';
}
