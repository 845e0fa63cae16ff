import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetServiceInstanceCommand, ProtonClient } from '@aws-sdk/client-proton';
import { projectFolder } from '../../support/bundles.ts';
import type { Benchmark } from '../figure.ts';
import { startByNpm } from '../npm-start.ts';
import { memoryOf } from '../process-tree.ts';
import { median } from '../statistics.ts';

const sources = [
  'bin',
  'config',
  'infrastructure',
  'packages',
  'package.json',
  'package-lock.json',
  'scripts',
  'serverless.yml',
  'src',
  'tsconfig.json',
];
/** What a start leaves behind, so that the next one is quicker. */
const built = ['.proton-bot', '.serverless', '.esbuild', 'dist'];
/** Until garbage collected after the scenario has been, and idle containers have settled. */
const restMs = 15_000;

/** The main job: `npm start`. */
export const starting: Benchmark = {
  figures: [
    {
      name: 'first-start',
      title: '`npm start` to a page that answers, right after the install',
      unit: 'ms',
      atMost: 10_000,
    },
    { name: 'next-start', title: '`npm start` to a page that answers, the next times', unit: 'ms', atMost: 10_000 },
    { name: 'memory', title: 'Memory of the process tree at rest after the scenario', unit: 'MB', atMost: 300 },
  ],
  async measure({ samples: all, workFolder, say }) {
    // Each takes seconds, and none is near its goal.
    const samples = Math.ceil(all / 2);
    const clone = join(workFolder, 'clone');
    await mkdir(clone);
    for (const name of sources) await cp(join(projectFolder, name), join(clone, name), { recursive: true });
    await symlink(join(projectFolder, 'node_modules'), join(clone, 'node_modules'));

    say(`starting ${samples} times as after the install, and as often again`);
    const [first, next]: [number[], number[]] = [[], []];
    for (let round = 0; round < samples; round += 1) {
      await Promise.all(built.map((name) => rm(join(clone, name), { recursive: true, force: true })));
      for (const times of [first, next]) {
        const started = await startByNpm(clone, ['--empty']);
        times.push(started.startedInMs);
        await started.stop();
      }
    }

    say('waiting for the scenario to end');
    const { residentMb, sharedOutMb } = await memoryAfterScenario(clone);
    return [
      { value: median(first), detail: 'builds the program and packages the bot first' },
      { value: median(next), detail: 'nothing has changed since' },
      {
        value: residentMb,
        detail: `resident, npm itself included; ${sharedOutMb.toFixed(0)} MB with shared pages divided among their users`,
      },
    ];
  },
};

async function memoryAfterScenario(clone: string): Promise<Awaited<ReturnType<typeof memoryOf>>> {
  const started = await startByNpm(clone);
  try {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const proton = new ProtonClient({ endpoint: started.awsUrl, region: 'eu-central-1', credentials });
    // The scenario ends with the stuck deployment, cancelled.
    while ((await statusOf(proton)) !== 'CANCELLED') await sleep(500);
    await sleep(restMs);
    return await memoryOf(started.processId);
  } finally {
    await started.stop();
  }
}

async function statusOf(proton: ProtonClient): Promise<string | undefined> {
  try {
    const command = new GetServiceInstanceCommand({ serviceName: 'orders', name: 'api' });
    return (await proton.send(command)).serviceInstance?.deploymentStatus;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
