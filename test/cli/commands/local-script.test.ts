import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../../packages/control-plane/test/support/server.ts';
import { run } from '../support/run.ts';

let server: RunningServer;

beforeEach(async () => {
  server = await startServer();
});

afterEach(() => server.close());

/** The command, told by environment where the control plane is. */
function script(target: string, outcome: string) {
  const environment = { PROTON_BOT_AWS_PORT: new URL(server.url).port };
  return run(['local', 'script', target, outcome], { environment });
}

test.each([
  ['hang', 'orders/api: deployments hang'],
  ['fail', 'orders/api: deployments fail from now on'],
  ['succeed', 'orders/api: deployments succeed from now on'],
])('a script to %s reaches the control plane', async (outcome, out) => {
  expect(await script('orders/api', outcome)).toEqual({ exitCode: 0, out, err: '' });
  expect(JSON.stringify(server.plane.snapshot())).toContain('service/orders/service-instance/api');
  expect(JSON.stringify(server.plane.snapshot())).toContain(`"${outcome}"`);
});

test('how cancellations end can be scripted too, with a message', async () => {
  const environment = { PROTON_BOT_AWS_PORT: new URL(server.url).port };
  const typed = ['local', 'script', 'orders/api', 'finish-first', '--on', 'cancellation', '--message', 'Done.'];
  expect(await run(typed, { environment })).toEqual({
    exitCode: 0,
    out: 'orders/api: cancellations come too late: the deployment ends first',
    err: '',
  });
  expect(server.plane.snapshot().outcomes).toEqual([
    expect.objectContaining({ on: 'cancellation', outcome: 'finishFirst', statusMessage: 'Done.' }),
  ]);
});

test.each([
  [['orders/api', 'finish-first'], '"finish-first" is not an outcome of a deployment; use one of hang, fail, succeed'],
  [['orders/api', 'hang', '--on', 'create'], '"create" is not valid; use one of deployment, deletion, cancellation'],
])('%j makes no sense', async (typed, reason) => {
  const { exitCode, err } = await run(['local', 'script', ...typed]);
  expect([exitCode, err]).toEqual([2, expect.stringContaining(reason)]);
});

test('what the control plane refuses is told in its words', async () => {
  const { exitCode, out, err } = await script('not a target', 'hang');
  expect([exitCode, out]).toEqual([1, '']);
  expect(err).toMatch(/^proton-bot: the control plane refused: .*service\/<service>\/pipeline/);
});

test('where none answers, it says what to start', async () => {
  const { port } = new URL(server.url);
  await server.close();
  expect(await run(['local', 'script', 'orders/api', 'hang', '--aws-port', port])).toEqual({
    exitCode: 1,
    out: '',
    err: `proton-bot: no local cloud answers at 127.0.0.1:${port}; start one with "proton-bot local"`,
  });
  server = await startServer();
});
