import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createControlPlaneRegions } from '@proton-bot/control-plane';
import type { Benchmark, Measured, Settings } from '../figure.ts';
import { bareAppendSeconds } from '../load/bare-appends.ts';
import { openConnections, requestsPerSecond } from '../load/requests-per-second.ts';
import { type ServerProcess, startServerProcess } from '../load/server-process.ts';
import { signedRequest, signer } from '../load/signed-request.ts';
import { createFixtures, environment, instanceAt } from '../servers/fixtures.ts';
import { median } from '../statistics.ts';

const rounds = 7;
const loads = {
  create: { count: 1500, connections: 8, callsPerWrite: 1, atLeast: 0.85, title: 'CreateEnvironment, 8 connections' },
  mixed: {
    count: 4000,
    connections: 8,
    callsPerWrite: 10,
    atLeast: 0.85,
    title: 'Nine reads to a write, 8 connections',
  },
  cheapest: { count: 4000, connections: 64, callsPerWrite: 1, atLeast: 0.8, title: 'TagResource, 64 connections' },
} as const;
type Load = keyof typeof loads;
const names = Object.keys(loads).filter((name): name is Load => name in loads);
const sizes = [10, 20_000] as const;

/** The control plane with its state in a journal, beside the same one without. */
export const journal: Benchmark = {
  figures: [
    ...sizes.flatMap((size) =>
      names.map((name) => ({
        name: `journal-${name}-${size}`,
        title: `${loads[name].title}, of ${size.toLocaleString('en')} instances: with a journal ÷ without`,
        unit: 'ratio' as const,
        atLeast: loads[name].atLeast,
      })),
    ),
    ...names.map((name) => ({
      name: `journal-${name}-disk`,
      title: `${loads[name].title}: with a journal ÷ what the disk lets anybody do`,
      unit: 'ratio' as const,
    })),
    { name: 'journal-append', title: 'A bare append to the disk', unit: 'ms' },
    {
      name: 'journal-pause',
      title: 'Longest pause of the control plane with a journal, in processor time',
      unit: 'ms',
      atMost: 50,
    },
    { name: 'journal-load', title: 'Start on a journal of 20,000 instances', unit: 'ms', atMost: 2000 },
    { name: 'journal-memory', title: 'Memory after that start', unit: 'MB', atMost: 400 },
  ],
  async measure({ workFolder, say }) {
    const values: Pick<Measured, 'value' | 'detail'>[] = [];
    const pauses: Readonly<Record<string, number>>[] = [];
    const rates: Rates[] = [];
    for (const size of sizes) {
      say(`writing to ${size.toLocaleString('en')} instances, with a journal and without, in ${rounds} rounds`);
      const stateFile = join(workFolder, `journal-${size}`);
      const pair = await startPair(workFolder, size, stateFile);
      try {
        const measured = await measurePair(pair, workFolder);
        rates.push(measured);
        values.push(...valuesOf(measured));
        pauses.push(await pair.kept.ask());
      } finally {
        pair.kept.stop();
        pair.plain.stop();
      }
    }
    return [...values, ...diskValues(rates), pauseValue(pauses), ...(await measureStart(workFolder, say))];
  },
};

interface Pair {
  readonly plain: ServerProcess;
  readonly kept: ServerProcess;
}

async function startPair(workFolder: string, size: number, stateFile: string): Promise<Pair> {
  const state = await writeState(workFolder, size);
  return {
    plain: await startServerProcess('kept-control-plane', ['', state]),
    kept: await startServerProcess('kept-control-plane', [stateFile, state]),
  };
}

async function writeState(workFolder: string, size: number): Promise<string> {
  const path = join(workFolder, `state-${size}.json`);
  await writeFile(path, JSON.stringify(stateOf(size)));
  return path;
}

/** The largest account, or a small one. */
function stateOf(size: number): unknown {
  let nowMs = Date.now() - 3_600_000;
  let due: { readonly atMs: number; readonly run: () => void }[] = [];
  let count = 0;
  const regions = createControlPlaneRegions({
    clock: {
      now: () => nowMs,
      schedule(atMs, run) {
        due.push({ atMs, run });
        return () => (due = due.filter((one) => one.run !== run));
      },
    },
    random: {
      uuid: () => {
        count += 1;
        return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
      },
    },
    region: signer.region,
    accountId: signer.accessKeyId,
    emit: () => undefined,
  });
  const settle = (): void => {
    while (due.length > 0) {
      nowMs += 60_000;
      const ready = due;
      due = [];
      for (const { run } of ready) run();
    }
  };
  createFixtures(regions.in(signer.region), settle, size === 10 ? { services: 1, instances: 10 } : {});
  return regions.snapshot();
}

async function processorMsOf(server: ServerProcess): Promise<number> {
  return (await server.ask())['usedProcessorMs'] ?? Number.NaN;
}

/** Of each round, requests a second; and what a bare append took then. */
type Rates = Record<
  Load,
  Record<'plain' | 'kept' | 'plainProcessorMs' | 'keptProcessorMs' | 'appendSeconds', number>[]
>;

async function measurePair({ plain, kept }: Pair, workFolder: string): Promise<Rates> {
  const rates: Rates = { create: [], mixed: [], cheapest: [] };
  await kept.ask();
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const appendSeconds = await bareAppendSeconds(workFolder);
      const both = { plain: 0, kept: 0, plainProcessorMs: 0, keptProcessorMs: 0, appendSeconds };
      // In turns, so that whatever else the machine does hits both.
      for (const which of round % 2 === 0 ? (['plain', 'kept'] as const) : (['kept', 'plain'] as const)) {
        const server = which === 'plain' ? plain : kept;
        const { port } = server;
        const requests = requestsOf(name, port, round);
        const connections = await openConnections(port, loads[name].connections);
        const before = await processorMsOf(server);
        both[which] = await requestsPerSecond(connections, requests);
        both[`${which}ProcessorMs`] = ((await processorMsOf(server)) - before) / requests.length;
        for (const connection of connections) connection.close();
      }
      if (round > 0) rates[name].push(both);
    }
  }
  return rates;
}

function valuesOf(rates: Rates): Pick<Measured, 'value' | 'detail'>[] {
  return names.map((name) => {
    const ratios = rates[name].map((both) => both.kept / both.plain);
    const each = (which: 'plain' | 'kept') =>
      median(rates[name].map((both) => both[which])).toLocaleString('en', { maximumFractionDigits: 0 });
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${rounds} rounds`;
    const processorUs = (which: 'plain' | 'kept') =>
      (median(rates[name].map((both) => both[`${which}ProcessorMs`])) * 1000).toFixed(0);
    const used = `${processorUs('kept')} against ${processorUs('plain')} µs of processor time a call`;
    return { value: median(ratios), detail: `${each('kept')} against ${each('plain')} requests/s; ${range}; ${used}` };
  });
}

function requestsOf(name: Load, port: number, round: number): Buffer[] {
  const call = (operation: string, input: unknown) =>
    signedRequest(port, { target: `AwsProton20200720.${operation}`, input });
  const resourceArn = `arn:aws:proton:${signer.region}:${signer.accessKeyId}:environment-template/network`;
  return Array.from({ length: loads[name].count }, (_, index) => {
    if (name === 'create') return call('CreateEnvironment', environment(`more-${round}-${index}`, index));
    if (name === 'mixed' && index % 10 > 0) return call('GetServiceInstance', instanceAt(0, index % 10));
    return call('TagResource', { resourceArn, tags: [{ key: 'run', value: `${round}-${index}` }] });
  });
}

/**
 * Each connection waits for an append with each of its writes, so that nobody can do more calls in the time of one than there are
 * connections, or ten times as many where nine are reads.
 */
function diskValues(all: readonly Rates[]): Pick<Measured, 'value' | 'detail'>[] {
  const shares = names.map((name) => {
    const { connections, callsPerWrite } = loads[name];
    const rounds = all.flatMap((rates) => rates[name]);
    const allowed = ({ appendSeconds, plain }: (typeof rounds)[number]) =>
      Math.min(plain, (connections * callsPerWrite) / appendSeconds);
    const least = Math.round(median(rounds.map(allowed))).toLocaleString('en');
    const value = median(rounds.map((round) => round.kept / allowed(round)));
    return { value, detail: `of ${least} requests/s: without a journal, or ${connections} connections ÷ an append` };
  });
  const appends = all.flatMap((rates) =>
    names.flatMap((name) => rates[name].map(({ appendSeconds }) => appendSeconds)),
  );
  const [low, high] = [Math.min(...appends) * 1000, Math.max(...appends) * 1000];
  const detail = `2 KB over zeros (O_DSYNC), medians of ${low.toFixed(2)} to ${high.toFixed(2)} ms between the rounds`;
  return [...shares, { value: median(appends) * 1000, detail }];
}

function pauseValue(pauses: readonly Readonly<Record<string, number>>[]): Pick<Measured, 'value' | 'detail'> {
  const longest = (name: string) => Math.max(...pauses.map((pause) => pause[name] ?? Number.NaN));
  const detail = `in all rounds, snapshots included; ${longest('pauseMs').toFixed(0)} ms by the clock, with what others take`;
  return { value: longest('pauseProcessorMs'), detail };
}

async function measureStart(
  workFolder: string,
  say: Settings['say'],
): Promise<readonly Pick<Measured, 'value' | 'detail'>[]> {
  say('starting on the journal of 20,000 instances');
  const stateFile = join(workFolder, 'journal-start');
  const first = await startServerProcess('kept-control-plane', [stateFile, await writeState(workFolder, 20_000)]);
  first.stop();
  await first.ended;
  const starts: ServerProcess[] = [];
  for (let sample = 0; sample < 3; sample += 1) {
    const server = await startServerProcess('kept-control-plane', [stateFile]);
    starts.push(server);
    server.stop();
    await server.ended;
  }
  const of = (name: string) => median(starts.map(({ told }) => told[name] ?? Number.NaN));
  const detail = `median of ${starts.length} processes; ${of('startProcessorMs').toFixed(0)} ms of processor time`;
  return [
    { value: of('startMs'), detail },
    { value: of('residentBytes') / 2 ** 20, detail: 'resident, after a collection' },
  ];
}
