/**
 * Tries the bot with random histories until so many have passed, the time is over, or one violates an invariant. A run that is
 * recorded goes on after a violation, and records it; one that was stopped (Ctrl-C, or --minutes) goes on with the next start.
 *
 *   npm run simulate -- [--runs N] [--minutes M] [--seed S] [--workers W] [--provider NAME] [--path PATH] [--mutant NAME] [--record]
 *
 * The same seed gives the same histories, whatever the number of workers. Exits with 1 where an invariant was violated, and
 * says which history did it and how to play it again.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mutants } from './mutants.mjs';
import { bundleSimulation } from './simulate/bundle.mjs';
import { openRecording } from './simulate/recording.mjs';
import { replaceSection } from './simulate/report.mjs';
import { blocksOf, runBlocks } from './simulate/run-blocks.mjs';

const faults = ['crashBefore', 'crashAfter', 'fail', 'loseAnswer', 'throttle', 'delay', 'delayAnswer'];
/** What strikes only calls that change something at the back end, too. */
const faultsOfActing = [...faults, 'landLate'];

function numberIn(value, name) {
  const number = Number(value);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new Error(`--${name} takes a number`);
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    provider: { type: 'string' },
    path: { type: 'string' },
    mutant: { type: 'string' },
    record: { type: 'boolean' },
  },
});
const minutes = values.minutes === undefined ? undefined : numberIn(values.minutes, 'minutes');
const runs = numberIn(values.runs ?? (minutes === undefined ? 10_000 : Number.MAX_SAFE_INTEGER), 'runs');
const askedSeed = values.seed === undefined ? undefined : numberIn(values.seed, 'seed');
const workers = values.path ? 1 : Math.max(1, numberIn(values.workers ?? availableParallelism(), 'workers'));
const mutant = values.mutant === undefined ? undefined : mutants.find(({ name }) => name === values.mutant);
if (values.mutant !== undefined && mutant === undefined) throw new Error(`there is no mutant "${values.mutant}"`);
if (values.path && !values.provider) throw new Error('a --path needs the --provider whose history it is');

const startedAtMs = Date.now();
const isTerminal = process.stderr.isTTY;
const width = 30;
/** A run in the background, or of hours, writes a line now and then. */
const lineEveryMs = 300_000;
let lineAtMs = startedAtMs;

function showProgress(histories) {
  if (!isTerminal) {
    if (Date.now() - lineAtMs < lineEveryMs) return;
    lineAtMs = Date.now();
    console.log(`${new Date(lineAtMs).toISOString()}: ${histories} histories`);
    return;
  }
  const elapsedS = Math.max(0.001, (Date.now() - startedAtMs) / 1000);
  const share = minutes === undefined ? histories / runs : elapsedS / (minutes * 60);
  const filled = Math.min(width, Math.floor(share * width));
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
  process.stderr.write(`\r${bar} ${histories} histories, ${(histories / elapsedS).toFixed(0)} a second `);
}

/** How many of the pairs of a call that was made and a fault were injected, and which were not. */
function coverageOf(tally) {
  const labels = [...tally.coverage.keys()].flatMap((key) => (key.startsWith('made × ') ? key.slice(7) : []));
  const pairs = labels.flatMap((label) => {
    const possible = tally.coverage.has(`acts × ${label}`) ? faultsOfActing : faults;
    return possible.map((fault) => `${fault} × ${label}`);
  });
  return { pairs: pairs.length, missed: pairs.filter((pair) => !tally.coverage.has(pair)).toSorted() };
}

/** What came of a recorded run, in one sentence, with what it takes to play its violations again. */
function outcomeOf(failures) {
  if (failures.length === 0) return 'every invariant held.';
  const replays = failures.map(({ provider, violated, text }) => {
    const [replay] = /--seed \S+ --path \S+/.exec(text) ?? [];
    return `${violated.join(', ')} (\`--provider ${provider} ${replay}\`)`;
  });
  return `${failures.length} of them violated an invariant: ${replays.join('; ')}.`;
}

let isStopped = false;
const bundle = await bundleSimulation(mutant);
try {
  const recording = values.record ? await openRecording({ bundle: bundle.file, runs, seed: askedSeed }) : undefined;
  const seed = recording?.seed ?? askedSeed ?? startedAtMs % 2 ** 31;
  const historiesBefore = recording?.soFar.histories ?? 0;
  if (recording !== undefined) {
    if (historiesBefore > 0) console.log(`goes on after ${historiesBefore} histories from seed ${seed}`);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isStopped = true));
  }
  const { histories, cpuMs, tallies, failures, failure } = await runBlocks({
    file: bundle.file,
    workers,
    goesOn: recording !== undefined,
    isQuick: recording !== undefined,
    isStopped: () => isStopped,
    untilMs: minutes === undefined ? Number.POSITIVE_INFINITY : startedAtMs + minutes * 60_000,
    blocks: (known) => {
      // `generic:parts` names histories of one kind; the worker knows whether there are such.
      if (values.provider && !known.includes(values.provider) && !values.provider.includes(':')) {
        throw new Error(`there is no provider "${values.provider}"; there are ${known.join(', ')}`);
      }
      const providers = values.provider ? [values.provider] : known;
      return blocksOf({ runs, seed, providers, path: values.path, done: recording?.soFar.done });
    },
    soFar: recording?.soFar,
    onBlock: () => void recording?.save(),
    onProgress: showProgress,
  });
  await recording?.save();
  if (isTerminal) process.stderr.write('\n');
  const elapsedS = (Date.now() - startedAtMs) / 1000;
  const newHistories = histories - historiesBefore;
  console.log(`${histories} histories from seed ${seed}, ${workers} workers, ${elapsedS.toFixed(0)} s`);
  console.log(
    `${(newHistories / elapsedS).toFixed(0)} histories a second, ${((histories / cpuMs) * 1000).toFixed(0)} a second and core`,
  );
  for (const [provider, tally] of tallies) {
    const { pairs, missed } = coverageOf(tally);
    console.log(
      `\n${provider}: ${tally.histories} histories; ${pairs - missed.length} of ${pairs} pairs of fault and call were injected`,
    );
    if (failure === undefined) for (const pair of missed) console.log(`  never: ${pair}`);
    const looked = [...tally.exercised].map(([name, count]) => `${name} ${count}`);
    console.log(`  looked at: ${looked.join(', ')}`);
  }
  if (failure === undefined) console.log('\nevery invariant held');
  else if (values.record !== true) for (const { text } of failures) console.log(`\n${text}`);
  if (recording !== undefined && histories < runs) {
    console.log(`\n${runs - histories} histories are left: start it again, and it goes on`);
  } else if (recording !== undefined) {
    const rows = [...tallies].map(([provider, tally]) => {
      const { pairs, missed } = coverageOf(tally);
      return `| ${provider} | ${tally.histories} | ${pairs - missed.length} of ${pairs} |`;
    });
    const looked = [...tallies.values()].flatMap(({ exercised }) => [...exercised]);
    const byName = new Map();
    for (const [name, count] of looked) byName.set(name, (byName.get(name) ?? 0) + count);
    const date = new Date(startedAtMs).toISOString().slice(0, 10);
    const rate = ((histories / cpuMs) * 1000).toFixed(0);
    const lines = [
      `${date}: ${histories} histories from seed ${seed}, ${rate} a second and core; ${outcomeOf(failures)}`,
      '',
      '| back end | histories | pairs of fault and call that were injected |',
      '|---|--:|--:|',
      ...rows,
      '',
      `Looked at: ${[...byName].map(([name, count]) => `${name} ${count} times`).join(', ')}.`,
    ];
    await replaceSection('recorded-run', lines.join('\n'));
    await recording.remove();
  }
  process.exitCode = failure === undefined ? 0 : 1;
} finally {
  await bundle.remove();
}
