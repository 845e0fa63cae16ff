import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '../../support/bundles.ts';
import type { Benchmark, Measured, Settings } from '../figure.ts';
import { openConnections, requestsPerSecond } from '../load/requests-per-second.ts';
import { type ServerProcess, startServerProcess } from '../load/server-process.ts';
import { signedRequest } from '../load/signed-request.ts';
import { environment, environmentCount, instanceAt, instancesPerService, serviceCount } from '../servers/fixtures.ts';
import { median } from '../statistics.ts';

const connectionCount = 8;
const rounds = 9;
const instanceCount = serviceCount * instancesPerService;

export const loads = {
  echo: { count: 10_000, title: 'Echo' },
  get: { count: 10_000, title: 'GetServiceInstance' },
  list: { count: 600, title: 'ListServiceInstances' },
  write: { count: 3000, title: 'UpdateServiceInstance' },
  listAfterWrite: { count: 1200, title: 'ListServiceInstances' },
  summaryAfterWrite: { count: 4000, title: 'GetResourcesSummary' },
  outputs: { count: 3000, title: 'ListServiceInstanceOutputs' },
  resources: { count: 3000, title: 'ListServiceInstanceProvisionedResources' },
  create: { count: 2000, title: 'CreateEnvironment' },
  signed: { count: 10_000, title: 'GetServiceInstance' },
  getItem: { count: 1500, title: 'GetItem' },
  putItem: { count: 1500, title: 'PutItem' },
} as const;
type Load = keyof typeof loads;

/** The control plane over loopback, beside a server that only echoes and beside dynalite. */
export const controlPlane: Benchmark = {
  figures: [
    {
      name: 'get-share',
      title: 'Signed get of the control plane ÷ a bare JSON echo of the same size',
      unit: 'ratio',
      atLeast: 0.5,
    },
    { name: 'get', title: 'GetServiceInstance of 20,000', unit: 'requests/s' },
    { name: 'list', title: 'ListServiceInstances, a filtered and sorted page of 100 of 20,000', unit: 'requests/s' },
    {
      name: 'list-after-write-share',
      title: 'The same with a write between every two ÷ the echo',
      unit: 'ratio',
      atLeast: 0.2,
    },
    {
      name: 'summary-after-write-share',
      title: 'GetResourcesSummary of 20,000 with a write between every two ÷ the echo',
      unit: 'ratio',
      atLeast: 0.5,
    },
    { name: 'outputs-share', title: 'ListServiceInstanceOutputs ÷ the echo', unit: 'ratio', atLeast: 0.3 },
    {
      name: 'resources-share',
      title: 'ListServiceInstanceProvisionedResources ÷ the echo',
      unit: 'ratio',
      atLeast: 0.3,
    },
    { name: 'create', title: 'CreateEnvironment', unit: 'requests/s' },
    { name: 'signed', title: 'GetServiceInstance, signatures checked', unit: 'requests/s' },
    {
      name: 'signed-share',
      title: 'Get with its signature checked ÷ the same without',
      unit: 'ratio',
      atLeast: 0.55,
    },
    { name: 'dynalite-get', title: "dynalite's GetItem", unit: 'requests/s' },
    { name: 'dynalite-put', title: "dynalite's PutItem", unit: 'requests/s' },
    { name: 'control-plane-start', title: '`proton-bot control-plane` to its first answer', unit: 'ms' },
    { name: 'instance-bytes', title: 'Memory of a stored service instance', unit: 'bytes' },
    { name: 'fixtures-memory', title: 'Memory with 1,000 environments and 1,000 × 20 instances', unit: 'MB' },
  ],
  async measure({ samples, say }) {
    say('filling a control plane with 1,000 environments and 1,000 services of 20 instances');
    const plane = await startServerProcess('control-plane');
    const servers = {
      plane,
      echo: await startServerProcess('echo', [String(plane.told['getAnswerBytes'])]),
      signed: await startServerProcess('control-plane', ['signatures']),
      rendered: await startServerProcess('control-plane', ['rendered']),
      dynalite: await startServerProcess('dynalite'),
    };
    try {
      say(`sending signed requests in ${rounds} rounds`);
      const rates = await measureRates(servers);
      const starts = await measureStarts(Math.ceil(samples / 4), say);
      return valuesOf(rates, starts, servers.plane.told);
    } finally {
      for (const server of Object.values(servers)) server.stop();
    }
  },
};

type Servers = Readonly<Record<'echo' | 'plane' | 'signed' | 'rendered' | 'dynalite', ServerProcess>>;

/** Every load once per round, in turns, so that whatever else the machine does hits all of them. The first round does not count. */
async function measureRates(servers: Servers): Promise<Readonly<Record<Load, readonly number[]>>> {
  await prepareDynalite(servers.dynalite.port);
  const ports: Readonly<Record<Load, number>> = {
    echo: servers.echo.port,
    get: servers.plane.port,
    list: servers.plane.port,
    write: servers.plane.port,
    listAfterWrite: servers.plane.port,
    summaryAfterWrite: servers.plane.port,
    outputs: servers.rendered.port,
    resources: servers.rendered.port,
    create: servers.plane.port,
    signed: servers.signed.port,
    getItem: servers.dynalite.port,
    putItem: servers.dynalite.port,
  };
  const names = Object.keys(loads).filter((name): name is Load => name in loads);
  const rates: Record<Load, number[]> = {
    echo: [],
    get: [],
    list: [],
    write: [],
    listAfterWrite: [],
    summaryAfterWrite: [],
    outputs: [],
    resources: [],
    create: [],
    signed: [],
    getItem: [],
    putItem: [],
  };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const requests = requestsOf(name, ports[name], round);
      const connections = await openConnections(ports[name], connectionCount);
      const rate = await requestsPerSecond(connections, requests);
      for (const connection of connections) connection.close();
      if (round > 0) rates[name].push(rate);
    }
  }
  return rates;
}

export function requestsOf(name: Load, port: number, round: number): Buffer[] {
  return Array.from({ length: loads[name].count }, (_, index) => {
    const key = { id: { S: `item-${index}` } };
    const instance = instanceAt(index % serviceCount, index % instancesPerService);
    switch (name) {
      case 'echo':
      case 'get':
      case 'signed':
        return proton(port, 'GetServiceInstance', instance);
      case 'list':
        return pageRequest(port);
      case 'write':
        return writeRequest(port, index);
      case 'listAfterWrite':
        return index % 2 === 0 ? writeRequest(port, index / 2) : pageRequest(port);
      case 'summaryAfterWrite':
        return index % 2 === 0 ? writeRequest(port, index / 2) : proton(port, 'GetResourcesSummary', {});
      case 'outputs':
      case 'resources': {
        const { serviceName, name: serviceInstanceName } = instanceAt(index % 20, index % instancesPerService);
        return proton(port, loads[name].title, { serviceName, serviceInstanceName });
      }
      case 'create':
        return proton(port, 'CreateEnvironment', environment(`more-${round}-${index}`, index));
      case 'getItem':
        return signedRequest(port, dynamoDb('GetItem', { Key: key, ConsistentRead: true }));
      case 'putItem':
        return signedRequest(port, dynamoDb('PutItem', { Item: { ...key, text: { S: 'x'.repeat(400) } } }));
    }
  });
}

function proton(port: number, operation: string, input: object): Buffer {
  return signedRequest(port, { target: `AwsProton20200720.${operation}`, input });
}

function pageRequest(port: number): Buffer {
  const filters = [{ key: 'deploymentStatus', value: 'SUCCEEDED' }];
  return proton(port, 'ListServiceInstances', { filters, sortBy: 'createdAt', maxResults: 100 });
}

/** Changes one of the entries of the page. */
function writeRequest(port: number, index: number): Buffer {
  const { serviceName, name } = instanceAt(index % 5, index % instancesPerService);
  return proton(port, 'UpdateServiceInstance', { serviceName, name, deploymentType: 'NONE' });
}

function dynamoDb(operation: string, input: object) {
  return { target: `DynamoDB_20120810.${operation}`, input: { TableName: 'items', ...input }, service: 'dynamodb' };
}

async function prepareDynalite(port: number): Promise<void> {
  const [connection] = await openConnections(port, 1);
  const table = {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };
  await connection?.send(signedRequest(port, dynamoDb('CreateTable', table)));
  for (const request of requestsOf('putItem', port, 0)) await connection?.send(request);
  connection?.close();
}

async function measureStarts(samples: number, say: Settings['say']): Promise<readonly number[]> {
  say(`starting the control plane ${samples} times`);
  await startOnce();
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) times.push(await startOnce());
  return times;
}

/** From the command to the first answer of an operation. */
async function startOnce(): Promise<number> {
  const beganMs = performance.now();
  const program = join(projectFolder, 'bin/proton-bot.js');
  const child = spawn(process.execPath, [program, 'control-plane', '--port', '0', '--json']);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      child.once('exit', () => reject(new Error('the control plane did not start')));
    });
    const url = /"url":"([^"]+)"/.exec(line)?.[1] ?? '';
    const headers = { 'x-amz-target': 'AwsProton20200720.ListEnvironments' };
    const response = await fetch(url, { method: 'POST', headers, body: '{}' });
    if (!response.ok) throw new Error(`the control plane answered ${response.status}`);
    return performance.now() - beganMs;
  } finally {
    child.removeAllListeners('exit').kill('SIGINT');
  }
}

function valuesOf(
  rates: Readonly<Record<Load, readonly number[]>>,
  starts: readonly number[],
  { heapBytes = 0, residentBytes = 0 }: Readonly<Record<string, number>>,
): readonly Pick<Measured, 'value' | 'detail'>[] {
  const rate = (name: Load) => median(rates[name]);
  /** Ratios are taken within a round, where both had the same machine. */
  const shares = (name: Load) => rates[name].map((value, round) => value / (rates.echo[round] ?? Number.NaN));
  const described = (name: Load) => {
    const [low, high] = [Math.min(...shares(name)), Math.max(...shares(name))];
    return `${median(shares(name)).toFixed(2)} of the echo (${low.toFixed(2)} to ${high.toFixed(2)} in ${rounds} rounds)`;
  };
  const checkedShares = rates.signed.map((value, round) => value / (rates.get[round] ?? Number.NaN));
  const get = rate('get').toLocaleString('en', { maximumFractionDigits: 0 });
  const echo = rate('echo').toLocaleString('en', { maximumFractionDigits: 0 });
  /** Of the reads alone: what the writes between them take by themselves is left out. */
  const sharesAfterWrite = (name: Load) =>
    rates[name].map((pairs, round) => {
      const [write = Number.NaN, echo = Number.NaN] = [rates.write[round], rates.echo[round]];
      return 1 / (2 / pairs - 1 / write) / echo;
    });
  const describedAfterWrite = (name: Load) => {
    const pairs = (rate(name) / 2).toLocaleString('en', { maximumFractionDigits: 0 });
    const [low, high] = [Math.min(...sharesAfterWrite(name)), Math.max(...sharesAfterWrite(name))];
    return `${pairs} pairs/s, without what the writes alone take (${low.toFixed(2)} to ${high.toFixed(2)} in ${rounds} rounds)`;
  };
  return [
    { value: median(shares('get')), detail: `${get} against ${echo} requests/s; ${connectionCount} connections` },
    { value: rate('get'), detail: described('get') },
    { value: rate('list'), detail: described('list') },
    { value: median(sharesAfterWrite('listAfterWrite')), detail: describedAfterWrite('listAfterWrite') },
    { value: median(sharesAfterWrite('summaryAfterWrite')), detail: describedAfterWrite('summaryAfterWrite') },
    { value: median(shares('outputs')), detail: described('outputs') },
    { value: median(shares('resources')), detail: described('resources') },
    { value: rate('create'), detail: described('create') },
    { value: rate('signed'), detail: described('signed') },
    { value: median(checkedShares), detail: 'SigV4; ratios within a round' },
    { value: rate('getItem'), detail: `${described('getItem')}; the same client` },
    { value: rate('putItem'), detail: `${described('putItem')}; items of 400 bytes` },
    { value: median(starts), detail: `median of ${starts.length} cold processes, Node's own start included` },
    {
      value: heapBytes / instanceCount,
      detail: `heap after a collection, all of ${environmentCount.toLocaleString('en')} environments and ${serviceCount.toLocaleString('en')} services with specs and deployments divided by ${instanceCount.toLocaleString('en')} instances`,
    },
    { value: residentBytes / 2 ** 20, detail: 'resident, the process that was just filled' },
  ];
}
