/**
 * Tries random histories on each mutant of the bot until one violates an invariant, and writes what noticed it into
 * `docs/reliability.md`. Exits with 1 when a mutant survives. The bot as it is goes first: what is noticed of it, too, says nothing of
 * a mutant.
 *
 *   npm run simulate:mutants -- [--runs N] [--seed S] [--workers W] [--provider P] [name …]
 *
 * With names, or one back end, it tries only these, and writes nothing.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mutants } from './mutants.mjs';
import { bundleSimulation } from './simulate/bundle.mjs';
import { replaceSection } from './simulate/report.mjs';
import { blocksOf, runBlocks } from './simulate/run-blocks.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    provider: { type: 'string' },
  },
});
const runs = Number(values.runs ?? 30_000);
const seed = Number(values.seed ?? 1);
const workers = Number(values.workers ?? availableParallelism());
const unknown = positionals.filter((name) => !mutants.some((mutant) => mutant.name === name));
if (unknown.length > 0) throw new Error(`there is no mutant "${unknown.join('", "')}"`);
const chosen = mutants.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

/** The back ends whose histories are tried: the one that was asked for, or that has what a mutant is about; else all. */
function chosenOf(providers, backEnd) {
  const wanted = values.provider ?? backEnd;
  return wanted === undefined ? providers : [wanted];
}

/** @param [mutant] absent: the bot as it is */
async function tryHistories(mutant, backEnd = mutant?.backEnd) {
  const bundle = await bundleSimulation(mutant);
  try {
    const { histories, failure } = await runBlocks({
      file: bundle.file,
      workers,
      untilMs: Number.POSITIVE_INFINITY,
      isQuick: true,
      blocks: (providers) => blocksOf({ runs, seed, providers: chosenOf(providers, backEnd) }),
    });
    return { histories, failure };
  } finally {
    await bundle.remove();
  }
}

async function tryMutant(mutant) {
  const { histories, failure } = await tryHistories(mutant);
  // Whatever throws this is no bot that lacks a protection, but one that does not run.
  if (failure?.text.includes('ReferenceError'))
    throw new Error(`the mutant "${mutant.name}" is not well made:\n${failure.text}`);
  return { mutant, histories, failure };
}

function rowOf({ mutant, histories, failure }) {
  const noticed = failure === undefined ? '**nothing**' : `${failure.violated.join(', ')} (${failure.provider})`;
  return `| ${mutant.name} | ${mutant.what} | ${noticed} | ${histories} |`;
}

const backEnds = new Set(chosen.map(({ backEnd }) => backEnd));
for (const backEnd of backEnds) {
  const { histories, failure } = await tryHistories(undefined, backEnd);
  if (failure !== undefined)
    throw new Error(`the bot as it is violates an invariant, so nothing can be said of mutants:\n${failure.text}`);
  console.log(`The bot as it is: ${histories} histories of ${backEnd ?? 'all back ends'}, every invariant held.`);
}
console.log('');

const rows = ['| taken out | what the bot does then | noticed by | histories until then |', '|---|---|---|--:|'];
for (const row of rows) console.log(row);
let survivors = 0;
for (const mutant of chosen) {
  const tried = await tryMutant(mutant);
  if (tried.failure === undefined) survivors += 1;
  rows.push(rowOf(tried));
  console.log(rows.at(-1));
}
if (positionals.length === 0 && values.provider === undefined) {
  const today = new Date().toISOString().slice(0, 10);
  const held = `${today}, seed ${seed}, up to ${runs} histories for each. In the same histories, the bot as it is violated nothing.`;
  await replaceSection('mutants', [held, '', ...rows].join('\n'));
}
process.exitCode = survivors === 0 ? 0 : 1;
