/**
 * Runs the simulation once for each mutant and prints what noticed it. Exits with 1 when a mutant survives.
 * `npm run simulate:mutants [-- name …]` tries only the named ones.
 */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutants } from './mutants.mjs';

const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

function runJest(mutant, outputFile) {
  const flags = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  const jest = [
    'node_modules/jest/bin/jest.js',
    'test/simulation',
    '--no-cache',
    '--silent',
    '--json',
    '--outputFile',
    outputFile,
  ];
  const child = spawn(process.execPath, [...flags, ...jest], {
    env: { ...process.env, PROTON_BOT_MUTANT: mutant.name },
    stdio: 'ignore',
  });
  return new Promise((resolve) => {
    child.on('exit', resolve);
  });
}

let survivors = 0;
console.log('| taken out | what that does | noticed by |\n|---|---|---|');
for (const mutant of chosen) {
  const outputFile = join(tmpdir(), `proton-bot-mutant-${process.pid}-${mutant.name}.json`);
  await runJest(mutant, outputFile);
  const report = JSON.parse(await readFile(outputFile, 'utf8'));
  await rm(outputFile);
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ ancestorTitles, title }) => `${/^I\d/.exec(ancestorTitles[0])?.[0] ?? ancestorTitles[0]}: ${title}`);
  if (failed.length === 0) survivors += 1;
  console.log(`| ${mutant.name} | ${mutant.what} | ${failed.length === 0 ? 'NOTHING' : failed.join('; ')} |`);
}
process.exitCode = survivors === 0 ? 0 : 1;
