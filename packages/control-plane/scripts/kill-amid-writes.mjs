/**
 * Kills a control plane amid writes (`kill -9`), starts it again on the same state file, and looks whether everything is there
 * that was acknowledged, or that a read has shown:
 *
 *   node packages/control-plane/scripts/kill-amid-writes.mjs [<kills>] [<seed>]
 *
 * Every other time the journal is made shorter all the while. Exits with 1 where a change was lost, or came back.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [kills = 200, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
const WRITERS = 8;
const READERS = 4;
const LONGEST_MS = 250;
const FIRST_ANSWER_MS = 10_000;
const server = fileURLToPath(new URL('serve.mjs', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'kill-amid-writes-'));
const stateFile = join(folder, 'proton.journal');

/** Numbers between 0 and 1, the same ones for the same seed (mulberry32). */
function createRandom(from) {
  let state = from;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = createRandom(seed);

async function start(minimumGrowthBytes) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', server, stateFile, ...minimumGrowthBytes],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [url] = await once(createInterface(child.stdout), 'line');
  return { child, url };
}

async function call(url, operation, input) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AwsProton20200720.${operation}` },
    body: JSON.stringify(input),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${answer.message}`);
  return answer;
}

const arnOf = (name) => `arn:aws:proton:eu-central-1:123456789012:environment-template/${name}`;
/** What was acknowledged of each name: there or gone, its tag; `undefined` where the last answer did not come. */
const known = new Map();
let acknowledged = 0;
let shown = 0;
let names = 0;

/** Creates, tags, tags again and deletes, until there is no server any more. */
async function write(url) {
  for (;;) {
    names += 1;
    const name = `template-${names}`;
    const steps = [
      ['CreateEnvironmentTemplate', { name, description: 'x'.repeat(400) }, { isThere: true }],
      ['TagResource', { resourceArn: arnOf(name), tags: [{ key: 'step', value: '1' }] }, { isThere: true, tag: '1' }],
      ['TagResource', { resourceArn: arnOf(name), tags: [{ key: 'step', value: '2' }] }, { isThere: true, tag: '2' }],
      ...(names % 3 === 0 ? [['DeleteEnvironmentTemplate', { name }, { isThere: false }]] : []),
    ];
    for (const [operation, input, state] of steps) {
      const before = known.get(name);
      known.set(name, { may: [before ?? { isThere: false }, state] });
      try {
        await call(url, operation, input);
      } catch {
        return;
      }
      known.set(name, state);
      acknowledged += 1;
    }
  }
}

/** Reads what is being written, until there is no server any more: what it has seen counts as acknowledged. */
async function read(url) {
  for (;;) {
    const [name, entry] = [...known].at(-1 - Math.floor(random() * WRITERS)) ?? [];
    try {
      const found = name === undefined ? await call(url, 'ListEnvironmentTemplates', {}) : await find(url, name);
      if (entry?.may === undefined || known.get(name) !== entry) continue;
      const [before, state] = entry.may;
      if (!same(state, found) || same(before, found)) continue;
      entry.may = [state];
      shown += 1;
    } catch {
      return;
    }
  }
}

/** @returns what is there under a name */
async function find(url, name) {
  try {
    const { tags } = await call(url, 'ListTagsForResource', { resourceArn: arnOf(name) });
    return { isThere: true, tag: tags.find(({ key }) => key === 'step')?.value };
  } catch (error) {
    if (error.message.includes('does not exist')) return { isThere: false };
    throw error;
  }
}

async function firstAcknowledged() {
  const before = acknowledged;
  const untilMs = Date.now() + FIRST_ANSWER_MS;
  const isWaiting = () => acknowledged === before && Date.now() < untilMs;
  while (isWaiting()) await sleep(1);
}

const same = (state, found) => state.isThere === found.isThere && (!state.isThere || state.tag === found.tag);

/** @returns what is not as it was acknowledged */
async function wrongAt(url) {
  const there = new Set();
  let nextToken;
  do {
    const page = await call(url, 'ListEnvironmentTemplates', { maxResults: 100, nextToken });
    for (const { name } of page.templates) there.add(name);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const wrong = [];
  for (const [name, state] of known) {
    const isThere = there.has(name);
    const { tags = [] } = isThere ? await call(url, 'ListTagsForResource', { resourceArn: arnOf(name) }) : {};
    const found = { isThere, tag: tags.find(({ key }) => key === 'step')?.value };
    const allowed = state.may ?? [state];
    if (!allowed.some((each) => same(each, found))) wrong.push(`${name}: ${JSON.stringify({ state, found })}`);
    // What was not answered is known now; what is known need not be looked at for ever.
    known.delete(name);
  }
  for (const name of there) if (random() < 0.02) known.set(name, undefined);
  for (const name of known.keys()) {
    const { tags } = await call(url, 'ListTagsForResource', { resourceArn: arnOf(name) });
    known.set(name, { isThere: true, tag: tags.find(({ key }) => key === 'step')?.value });
  }
  return wrong;
}

const lost = [];
try {
  for (let kill = 0; kill < kills; kill += 1) {
    const { child, url } = await start(kill % 2 === 0 ? [] : ['20000']);
    const clients = [
      ...Array.from({ length: WRITERS }, () => write(url)),
      ...Array.from({ length: READERS }, () => read(url)),
    ];
    // Where the machine is busy, nothing is written for a while.
    await firstAcknowledged();
    await sleep(random() * LONGEST_MS);
    child.kill('SIGKILL');
    await Promise.all([once(child, 'exit'), ...clients]);
    const again = await start([]);
    lost.push(...(await wrongAt(again.url)));
    again.child.kill('SIGKILL');
    await once(again.child, 'exit');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const line of lost) console.log(`LOST ${line}`);
console.log(
  `${kills} kills, seed ${seed}: ${acknowledged} acknowledged changes, ${shown} that reads have shown before; ${lost.length} lost or wrong`,
);
process.exitCode = lost.length > 0 ? 1 : 0;
