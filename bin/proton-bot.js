#!/usr/bin/env node
// Plain JavaScript, so that it runs as it is: from a clone, from an installed package, and with any Node from 20.19.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const projectDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(projectDirectory, 'dist', 'cli.js');
const build = join(projectDirectory, 'scripts', 'build.mjs');

// In a clone, what is built follows what is written; a published package ships what was built.
if (existsSync(build)) {
  const { buildIfStale } = await import(pathToFileURL(build).href);
  await buildIfStale();
}
if (existsSync(program)) {
  const { main } = await import(pathToFileURL(program).href);
  process.exitCode = await main(process.argv.slice(2), { projectDirectory });
} else {
  console.error('proton-bot: neither dist/cli.js nor its sources are here; install the package again');
  process.exitCode = 1;
}
