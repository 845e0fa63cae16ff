import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { projectFolder } from './support/packaged.ts';

const run = promisify(execFile);
let folder = '';
/** What was packaged before, below the project as the framework wants it. */
let before = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-bad-'));
  before = join(projectFolder, '.proton-bot', basename(folder));
  await mkdir(before, { recursive: true });
  await writeFile(join(before, 'cloudformation-template-update-stack.json'), '{"what": "runs"}');
  await writeFile(join(before, 'observe.zip'), 'what runs');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(before, { recursive: true, force: true });
});

async function contents(): Promise<Readonly<Record<string, string>>> {
  const files = await readdir(before);
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(before, file), 'utf8')])),
  );
}

/** Packages with a rules file; gives the exit code and all that was printed. */
async function packageWith(text: string): Promise<{ readonly code: number; readonly printed: string }> {
  const rules = join(folder, 'rules.yml');
  await writeFile(rules, text);
  const program = ['scripts/package.mjs', '--local', '--skip-types', '--output', before];
  const env = { ...process.env, PROTON_BOT_RULES: rules, FORCE_COLOR: '0' };
  try {
    const { stdout, stderr } = await run(process.execPath, program, { cwd: projectFolder, env });
    return { code: 0, printed: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code: Number(code), printed: `${String(stdout)}${String(stderr)}` };
  }
}

/** A file with one rule; what is wrong with it is on the sixth line. */
function ruleWith(line: string): string {
  return [
    'version: 1',
    'rules:',
    '  - name: stuck',
    '    on: deployment',
    '    mode: enforce',
    line,
    '    do: [{ cancel: { reason: stuck } }]',
  ].join('\n');
}

describe('a build with bad rules fails, and says where', () => {
  test.each([
    ['an unknown key', ruleWith('    whenn: "true"'), '6:5', 'did you mean "when"?'],
    ['a wrong type', ruleWith('    when: [1, 2]'), '6:11', ''],
    ['a misspelt variable', ruleWith('    when: deployment.statsu == "FAILED"'), '6:22', 'did you mean "status"?'],
    ['a bad duration', ruleWith('    when: now - deployment.startedAt > duration("45 minutes")'), '6:49', 'duration'],
    ['bad YAML', ruleWith('    when: @nobody'), '6:11', 'not YAML'],
  ])('%s', async (_what, text, place, hint) => {
    const untouched = await contents();
    const { code, printed } = await packageWith(text);
    expect(printed).toContain(`rules.yml:${place}`);
    expect(printed).toContain(hint);
    expect(printed).toContain('what runs stays as it is');
    expect(code).toBe(1);
    expect(await contents()).toEqual(untouched);
  });
});
