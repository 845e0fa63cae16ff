import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cliCommands } from '../../src/cli/commands/index.ts';
import { projectDirectory, run } from './support/run.ts';

describe('help', () => {
  test('the overview has every command with its summary, in one column', async () => {
    const { exitCode, out, err } = await run([]);
    expect([exitCode, err]).toEqual([0, '']);
    const lines = out.split('\n');
    const starts = cliCommands.map(({ words, usage, summary }) => {
      const line = lines.find((candidate) => candidate.startsWith(`  ${[...words, usage].join(' ').trim()}  `));
      expect(line).toContain(summary);
      return line?.indexOf(summary);
    });
    expect(new Set(starts).size).toBe(1);
  });

  test.each(cliCommands.map((command) => [command.words.join(' '), command] as const))(
    '%s --help shows its usage and its options',
    async (_name, command) => {
      const { exitCode, out } = await run([...command.words, '--help']);
      expect(exitCode).toBe(0);
      expect(out).toContain(`Usage: proton-bot ${[...command.words, command.usage].join(' ').trim()} [options]`);
      for (const { name, value, help } of command.flags) {
        expect(out).toMatch(new RegExp(`^  --${name}${value ? ` <${value}>` : ''} +`, 'm'));
        expect(out).toContain(help);
      }
    },
  );
});

describe('exit codes', () => {
  test('0 and the version of the package', async () => {
    const { version } = JSON.parse(await readFile(join(projectDirectory, 'package.json'), 'utf8'));
    expect(await run(['--version'])).toEqual({ exitCode: 0, out: version, err: '' });
  });

  test('2 for a command line that makes no sense, with nothing among the results', async () => {
    expect(await run(['loacl'])).toEqual({
      exitCode: 2,
      out: '',
      err: 'proton-bot: there is no command "loacl"; did you mean "local"?\nproton-bot --help lists the commands.',
    });
    expect(await run(['local', '--aws-port', 'x'])).toMatchObject({ exitCode: 2, out: '' });
    expect(await run(['local'], { environment: { PROTON_BOT_SLACK_PORT: 'x' } })).toMatchObject({ exitCode: 2 });
    expect(await run(['local', 'script', 'orders/api', 'explode'])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('"explode" is not an outcome of a deployment; use one of hang, fail, succeed'),
    });
  });

  test('1 when it failed, without a stack for what the user can mend', async () => {
    expect(await run(['rules', 'check', 'no-such-file.yml'])).toEqual({
      exitCode: 1,
      out: '',
      err: 'proton-bot: cannot read no-such-file.yml',
    });
  });

  test('1 and the stack for what nobody expected', async () => {
    const { exitCode, out, err } = await run(['replay', '-'], {
      readStandardInput: () => {
        throw new TypeError('the terminal went away');
      },
    });
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain('cannot read -');
    const broken = await run(['--version'], { projectDirectory: join(projectDirectory, 'nowhere') });
    expect(broken.exitCode).toBe(1);
    expect(broken.err).toContain('ENOENT');
  });
});
