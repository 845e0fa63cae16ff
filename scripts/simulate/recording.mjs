import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../.proton-bot/recorded-run.json', import.meta.url));

/** Nothing tried yet. */
const nothing = () => ({ done: [], histories: 0, cpuMs: 0, tallies: new Map(), failures: [] });

/**
 * What a recorded run has come to. A million histories take an hour or two: one that was stopped goes on with the next start, if the bot,
 * the simulation and the number of histories are still the same.
 *
 * @param {{ bundle: string, runs: number, seed?: number }} options the file that is run; without a seed, the one of the run that goes on
 * @returns the seed, what was found so far with the numbers of the blocks that are done, and functions that keep and remove it
 */
export async function openRecording({ bundle, runs, seed }) {
  const code = createHash('sha256')
    .update(await readFile(bundle))
    .digest('hex');
  const kept = await readKept();
  const goesOn = kept?.code === code && kept.runs === runs && (seed === undefined || seed === kept.seed);
  const usedSeed = goesOn ? kept.seed : (seed ?? Date.now() % 2 ** 31);
  const soFar = goesOn ? revived(kept.soFar) : nothing();
  let isSaving = false;
  return {
    seed: usedSeed,
    soFar,
    /** Keeps what was found so far. While it is being written, the next one is left out. */
    async save() {
      if (isSaving) return;
      isSaving = true;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify({ code, runs, seed: usedSeed, soFar: plain(soFar) }));
      await rename(`${file}.new`, file);
      isSaving = false;
    },
    remove: () => rm(file, { force: true }),
  };
}

async function readKept() {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function plain({ tallies, ...others }) {
  const entries = [...tallies].map(([provider, { histories, exercised, coverage }]) => [
    provider,
    { histories, exercised: [...exercised], coverage: [...coverage] },
  ]);
  return { ...others, tallies: entries };
}

function revived({ tallies, ...others }) {
  const entries = tallies.map(([provider, { histories, exercised, coverage }]) => [
    provider,
    { histories, exercised: new Map(exercised), coverage: new Map(coverage) },
  ]);
  return { ...others, tallies: new Map(entries) };
}
