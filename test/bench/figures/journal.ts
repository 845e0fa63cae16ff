import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createControlPlaneRegions } from '@proton-bot/control-plane';
import type { Benchmark, Measured, Settings } from '../figure.ts';
import { openConnections, requestsPerSecond } from '../load/requests-per-second.ts';
import { type ServerProcess, startServerProcess } from '../load/server-process.ts';
import { signedRequest, signer } from '../load/signed-request.ts';
import { createFixtures, environment, instanceAt } from '../servers/fixtures.ts';
import { median } from '../statistics.ts';

const rounds = 7;
const loads = {
  create: { count: 1500, connections: 8, atLeast: 0.85, title: 'CreateEnvironment, 8 connections' },
  mixed: { count: 4000, connections: 8, atLeast: 0.85, title: 'Nine reads to a write, 8 connections' },
  cheapest: { count: 4000, connections: 64, atLeast: 0.8, title: 'TagResource, 64 connections' },
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
    { name: 'journal-pause', title: 'Longest pause of the control plane with a journal', unit: 'ms', atMost: 50 },
    { name: 'journal-load', title: 'Start on a journal of 20,000 instances', unit: 'ms', atMost: 2000 },
    { name: 'journal-memory', title: 'Memory after that start', unit: 'MB', atMost: 400 },
  ],
  async measure({ workFolder, say }) {
    const values: Pick<Measured, 'value' | 'detail'>[] = [];
    const pauses: number[] = [];
    for (const size of sizes) {
      say(`writing to ${size.toLocaleString('en')} instances, with a journal and without, in ${rounds} rounds`);
      const stateFile = join(workFolder, `journal-${size}`);
      const pair = await startPair(workFolder, size, stateFile);
      try {
        values.push(...(await measurePair(pair)));
        pauses.push(await pauseOf(pair.kept));
      } finally {
        pair.kept.stop();
        pair.plain.stop();
      }
    }
    return [...values, pauseValue(pauses), ...(await measureStart(join(workFolder, 'journal-20000'), say))];
  },
};

interface Pair {
  readonly plain: ServerProcess;
  readonly kept: ServerProcess;
}

async function startPair(workFolder: string, size: number, stateFile: string): Promise<Pair> {
  const state = join(workFolder, `state-${size}.json`);
  await writeFile(state, JSON.stringify(stateOf(size)));
  return {
    plain: await startServerProcess('kept-control-plane', ['', state]),
    kept: await startServerProcess('kept-control-plane', [stateFile, state]),
  };
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

async function measurePair({ plain, kept }: Pair): Promise<Pick<Measured, 'value' | 'detail'>[]> {
  const rates: Record<Load, { plain: number; kept: number }[]> = { create: [], mixed: [], cheapest: [] };
  await pauseOf(kept);
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const both = { plain: 0, kept: 0 };
      // In turns, so that whatever else the machine does hits both.
      for (const which of round % 2 === 0 ? (['plain', 'kept'] as const) : (['kept', 'plain'] as const)) {
        const { port } = which === 'plain' ? plain : kept;
        const requests = requestsOf(name, port, round);
        const connections = await openConnections(port, loads[name].connections);
        both[which] = await requestsPerSecond(connections, requests);
        for (const connection of connections) connection.close();
      }
      if (round > 0) rates[name].push(both);
    }
  }
  return names.map((name) => {
    const ratios = rates[name].map((both) => both.kept / both.plain);
    const each = (which: 'plain' | 'kept') =>
      median(rates[name].map((both) => both[which])).toLocaleString('en', { maximumFractionDigits: 0 });
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${rounds} rounds`;
    return { value: median(ratios), detail: `${each('kept')} against ${each('plain')} requests/s; ${range}` };
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

/** Since it was asked before. */
async function pauseOf(server: ServerProcess): Promise<number> {
  return (await server.ask())['pauseMs'] ?? Number.NaN;
}

function pauseValue(pauses: readonly number[]): Pick<Measured, 'value' | 'detail'> {
  return { value: Math.max(...pauses), detail: 'of the event loop, in all rounds; other processes count, too' };
}

async function measureStart(
  stateFile: string,
  say: Settings['say'],
): Promise<readonly Pick<Measured, 'value' | 'detail'>[]> {
  say('starting on the journal of 20,000 instances');
  const starts: ServerProcess[] = [];
  for (let sample = 0; sample < 3; sample += 1) {
    const server = await startServerProcess('kept-control-plane', [stateFile]);
    starts.push(server);
    server.stop();
    await server.ended;
  }
  const of = (name: string) => median(starts.map(({ told }) => told[name] ?? Number.NaN));
  const detail = `median of ${starts.length} processes; the journal of the rounds before`;
  return [
    { value: of('startMs'), detail },
    { value: of('residentBytes') / 2 ** 20, detail: 'resident, after a collection' },
  ];
}
