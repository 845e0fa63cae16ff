import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeReport } from '../../src/cli/commands/replay.ts';
import { describeDiagnosed } from '../../src/cli/diagnose-target.ts';
import { describeFinding } from '../../src/cli/doctor/finding.ts';
import { describeTrailEntry } from '../../src/cli/trail-text.ts';
import { createLog } from '../../src/lib/aws/index.ts';
import type { AuditEvent } from '../../src/lib/model/audit-event.ts';
import { explain } from '../../src/lib/rules/index.ts';
import { run } from './support/run.ts';

/** Clears the screen, begins a line of its own, and turns the rest around. */
const forged = '2026-12-01T00:00:00.000Z  the provider accepted the request';
const hostile = `x\u001b[2J\u009b1A\r\n${forged}\u2028\u202e\u2066y`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** It controls no terminal, and each of its lines is the program's own or indented below one. */
function expectHarmless(text: string, ownLines: number): void {
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(text).toContain(String.raw`\u001b[2J`);
  expect(text.split('\n').filter((line) => !line.startsWith('  '))).toHaveLength(ownLines);
  expect(text.split('\n').filter((line) => line.startsWith(forged))).toEqual([]);
}

const decided: AuditEvent = {
  what: 'decided',
  rule: hostile,
  mode: 'enforce',
  verdict: 'error',
  error: hostile,
  actions: [{ type: 'cancel', reason: hostile }],
  trace: [
    { clause: 'when', outcome: 'error', source: hostile, values: { [hostile]: hostile }, error: hostile },
    { clause: 'unless', outcome: false, source: hostile, values: {} },
  ],
};

describe('a terminal is not controlled, and no line is forged, by', () => {
  test.each<[string, AuditEvent, number]>([
    ['a status', { what: 'observed', status: hostile, previousStatus: hostile, cause: 'event' }, 1],
    ['a reason', { what: 'claimed', action: 'cancel', reason: hostile, attempt: 1 }, 1],
    ['an error', { what: 'settled', action: 'cancel', outcome: 'refused', error: hostile }, 1],
    ['why something was withdrawn', { what: 'withdrawn', action: 'cancel', reason: hostile }, 1],
    ['the reason of an override', { what: 'overrode', action: 'cancel', reason: hostile, holds: [hostile] }, 1],
    ['a rule, its values and its error', decided, 2],
  ])('%s in the trail', (_what, event, lines) => {
    const entry = { id: '1', target: hostile, name: hostile, environment: hostile, atMs: 0, event };
    for (const actor of [
      { type: 'rule', rule: hostile },
      { type: 'person', userId: hostile, requestId: 'r' },
    ] as const) {
      expectHarmless(describeTrailEntry({ ...entry, actor }), lines);
    }
  });

  test('what is replayed', () => {
    const decisions = [explain(decided)];
    const report = { event: hostile, target: hostile, status: hostile, reason: hostile };
    expectHarmless(describeReport({ ...report, result: 'observed', decisions }), 1);
    // A local cloud of an earlier version has not cleaned them.
    expectHarmless(describeReport({ ...report, result: 'observed', decisions: [hostile] }), 1);
  });

  test('what is diagnosed, and what the doctor finds', () => {
    const diagnosis = { atMs: 0, text: hostile, part: hostile };
    const lines = describeDiagnosed({ target: hostile, status: hostile, now: diagnosis, kept: diagnosis });
    expect(lines).toHaveLength(4);
    for (const line of lines) expectHarmless(line, 1);
    expectHarmless(describeFinding({ verdict: 'problem', about: hostile, text: hostile, remedy: hostile }), 1);
  });

  test('the log of a function', () => {
    const lines: string[] = [];
    createLog((line) => lines.push(line)).warn(hostile, { name: hostile });
    expectHarmless(lines.join('\n'), 1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: hostile, name: hostile });
  });

  test('a file with rules, its keys, values, conditions and tests', async () => {
    const name = JSON.stringify(hostile);
    const usual = { name: 'stuck', on: 'deployment', when: 'deployment.held', mode: 'shadow' };
    const rule = (changes: object) => ({ ...usual, do: [{ cancel: { reason: 'stuck' } }], ...changes });
    const test = { name: hostile, given: { deployment: { held: true, name: hostile } }, expect: { stuck: [] } };
    const files = [
      { rules: [rule({ [hostile]: 1 })] },
      { rules: [rule({ name: hostile })] },
      { rules: [rule({ when: `deployment.name == ${name} && ${hostile}` })] },
      { rules: [rule({ when: `deployment[${name}]` })] },
      { rules: [rule({ mode: hostile })] },
      { rules: [rule({ match: { provider: hostile, kind: hostile } })] },
      { rules: [rule({ do: [{ cancel: { reason: hostile } }] })] },
      { rules: [rule({ do: [{ notify: { channel: 'c', text: hostile } }] })] },
      { rules: [rule({ when: 'deployment.name.size() > 0', match: { name: '*' } })], tests: [test] },
      { lists: { [hostile]: [hostile] }, rules: [rule({ when: `deployment.name in lists.${hostile}` })] },
    ];
    for (const [index, content] of files.entries()) {
      const file = join(folder, `${index}.yml`);
      await writeFile(file, JSON.stringify({ version: 1, ...content }));
      const { exitCode, err } = await run(['rules', 'check', file]);
      expect([index, exitCode]).toEqual([index, 1]);
      expect(err).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      // The excerpt has the file's own line behind its number; everything else is the check's.
      const own = err.split('\n').filter((line) => !/^(?: {2}|1 \| | +\^$)/.test(line));
      expect(own.filter((line) => !line.startsWith(`${file}:`))).toEqual([]);
      const { out } = await run(['rules', 'check', '--json', file]);
      expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  test('the name of a file, a recorded event that is none, and what was typed', async () => {
    const lines = async (...words: string[]) => {
      const { out, err } = await run(words);
      return out + err;
    };
    expectHarmless(await lines('rules', 'check', hostile), 1);
    expectHarmless(await lines('replay', hostile), 1);
    const events = join(folder, 'events.json');
    await writeFile(events, hostile);
    const refused = await lines('replay', events);
    expect(refused).toMatch(/^proton-bot: .*events\.json:1: not JSON: /);
    expect(refused).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect((await lines(hostile)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
