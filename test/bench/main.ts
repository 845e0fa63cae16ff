/**
 * Measures what the project promises about sizes, speed and memory, and prints it: `npm run bench -- --help`.
 * Exits with 1 when a goal is missed.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '../support/bundles.ts';
import { isMet, type Measured, type Settings } from './figure.ts';
import { allBackEnds } from './figures/all-back-ends.ts';
import { controlPlane } from './figures/control-plane.ts';
import { ingress } from './figures/ingress.ts';
import { journal } from './figures/journal.ts';
import { listing } from './figures/listing.ts';
import { observeBytes } from './figures/observe-bytes.ts';
import { observeImport } from './figures/observe-import.ts';
import { running } from './figures/running.ts';
import { signatures } from './figures/signatures.ts';
import { starting } from './figures/starting.ts';
import { templates } from './figures/templates.ts';
import { markdownTable, surroundings, textTable } from './report.ts';

const benchmarks = {
  ingress,
  observe: observeImport,
  'observe-bytes': observeBytes,
  'all-back-ends': allBackEnds,
  running,
  listing,
  starting,
  'control-plane': controlPlane,
  signatures,
  journal,
  templates,
};

const help = `npm run bench -- [flags]

  --only <name>     one of ${Object.keys(benchmarks).join(', ')}; may be given several times
  --samples <n>     cold processes for each median (31; half as many for npm start)
  --json            print JSON instead of a table
  --output <file>   write the JSON to a file as well
  --document        write the table to docs/benchmarks.md
  --no-fail         exit with 0 although a goal is missed`;

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    samples: { type: 'string', default: '31' },
    json: { type: 'boolean', default: false },
    output: { type: 'string' },
    document: { type: 'boolean', default: false },
    'no-fail': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (flags.help) console.log(help);
else await bench();

async function bench(): Promise<void> {
  const samples = Number(flags.samples);
  if (!Number.isInteger(samples) || samples < 1)
    throw new RangeError(`--samples takes a whole number from 1, not "${flags.samples}"`);
  const unknown = flags.only?.find((name) => !(name in benchmarks));
  if (unknown !== undefined)
    throw new RangeError(`--only takes ${Object.keys(benchmarks).join(', ')}, not "${unknown}"`);

  const workFolder = await mkdtemp(join(tmpdir(), 'proton-bot-bench-'));
  try {
    const say = (line: string) => void process.stderr.write(`${line} …\n`);
    const measured = await measureAll({ samples, workFolder, say });
    await report(measured, samples);
    if (!flags['no-fail'] && !measured.every(isMet)) process.exitCode = 1;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function measureAll(settings: Settings): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const [name, { figures, measure }] of Object.entries(benchmarks)) {
    if (flags.only !== undefined && !flags.only.includes(name)) continue;
    const values = await measure(settings);
    measured.push(...figures.map((figure, index) => ({ ...figure, ...valueAt(values, index) })));
  }
  return measured;
}

function valueAt<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error('a benchmark measured less than it names');
  return value;
}

async function report(measured: readonly Measured[], samples: number): Promise<void> {
  const where = surroundings(new Date());
  const json = JSON.stringify(
    { ...where, samples, figures: measured.map((figure) => ({ ...figure, met: isMet(figure) })) },
    null,
    2,
  );
  console.log(flags.json ? json : `\n${textTable(measured)}`);
  if (flags.output !== undefined) await writeFile(flags.output, `${json}\n`);
  if (flags.document) await writeToDocument(measured, samples, where);
}

/** Between its two markers. */
async function writeToDocument(
  measured: readonly Measured[],
  samples: number,
  { date, node, platform, processor, cores, memoryGb }: Readonly<Record<string, string | number>>,
): Promise<void> {
  const path = join(projectFolder, 'docs/benchmarks.md');
  const [start, end] = ['<!-- figures -->', '<!-- end of figures -->'];
  const text = await readFile(path, 'utf8');
  if (!text.includes(start) || !text.includes(end)) throw new Error(`${path} lacks the markers ${start} and ${end}`);
  const on = `Measured on ${date} with Node ${node}, ${platform}, ${cores} cores of ${processor}, ${memoryGb} GB; medians of ${samples} cold processes (half as many for npm start).`;
  const [before, after] = [text.slice(0, text.indexOf(start) + start.length), text.slice(text.indexOf(end))];
  await writeFile(path, `${before}\n\n${on}\n\n${markdownTable(measured)}\n\n${after}`);
}
