import { describe, expect, test } from '@jest/globals';
import { parseCommandLine } from '../../src/cli/arguments.ts';
import { portOf, UsageError } from '../../src/cli/command.ts';
import { cliCommands } from '../../src/cli/commands/index.ts';

/** The words of the command, and what it gets. */
function understood(...commandLine: string[]) {
  const parsed = parseCommandLine(commandLine, cliCommands);
  if (parsed.kind !== 'run') throw new Error(`understood as ${parsed.kind}`);
  return { command: parsed.command.words.join(' '), ...parsed.typed };
}

/** Which commands' help is shown. */
function helpAbout(...commandLine: string[]) {
  const parsed = parseCommandLine(commandLine, cliCommands);
  if (parsed.kind !== 'help') throw new Error(`understood as ${parsed.kind}`);
  return parsed.about.map(({ words }) => words.join(' '));
}

describe('a command line', () => {
  test.each([
    [['local'], { command: 'local', positionals: [], flags: {} }],
    [
      ['local', '--empty', '--slack-port=8080', '--aws-port', '0'],
      { command: 'local', positionals: [], flags: { empty: true, 'slack-port': '8080', 'aws-port': '0' } },
    ],
    [
      ['local', 'script', 'orders/api', 'hang'],
      { command: 'local script', positionals: ['orders/api', 'hang'], flags: {} },
    ],
    [
      ['rules', 'check', '--json', 'a.yml', 'b.yml'],
      { command: 'rules check', positionals: ['a.yml', 'b.yml'], flags: { json: true } },
    ],
    [['replay', '-'], { command: 'replay', positionals: ['-'], flags: {} }],
    [['trail', '--', '--odd-name'], { command: 'trail', positionals: ['--odd-name'], flags: {} }],
  ])('%j is understood', (commandLine, expected) => {
    const { flags, ...rest } = understood(...commandLine);
    expect({ ...rest, flags: { ...flags } }).toEqual(expected);
  });

  test.each([
    [['loacl'], 'there is no command "loacl"; did you mean "local"?'],
    [['replai', 'event.json'], 'there is no command "replai"; did you mean "replay"?'],
    [['rule', 'check', 'x.yml'], 'there is no command "rule"; did you mean "rules check"?'],
    [
      ['frobnicate'],
      'there is no command "frobnicate"; known: local, local script, control-plane, keys create, keys list, keys revoke, journal backup, bundle check, demo, init, rules check, replay, trail',
    ],
    [['--verbose'], 'there is no command "--verbose"'],
    [['rules', 'chek', 'x.yml'], '"rules" is not a whole command; use one of: rules check'],
    [['rules', 'check'], 'rules check needs <file …>'],
    [['local', 'script', 'orders/api'], 'local script needs <target> <hang|fail|succeed|finish-first>'],
    [['trail', 'orders/api', 'orders/db'], 'trail does not take "orders/db"'],
    [['rules', 'check', '--jsn', 'x.yml'], 'rules check has no option --jsn; did you mean "--json"?'],
    [['local', '--slackport', '1'], 'local has no option --slackport; did you mean "--slack-port"?'],
    [['trail', 'orders/api', '--table'], "Option '--table <value>' argument missing"],
    [['local', '--empty=yes'], "Option '--empty' does not take an argument"],
  ])('%j is refused with the reason', (commandLine, message) => {
    const refused = () => parseCommandLine(commandLine, cliCommands);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(message);
  });

  test.each([
    [[], []],
    [['help'], []],
    [['-h'], []],
    [['--help'], []],
    [['trail', '--help'], ['trail']],
    [['trail', 'orders/api', '-h'], ['trail']],
    [['help', 'trail'], ['trail']],
    [['rules', '--help'], ['rules check']],
    [['help', 'rules', 'check'], ['rules check']],
    [
      ['local', '--help'],
      ['local', 'local script'],
    ],
    [['local', 'script', '--help'], ['local script']],
  ])('%j asks for help about %j', (commandLine, about) => {
    expect(helpAbout(...commandLine)).toEqual(about);
  });

  test('asks for the version', () => {
    expect(parseCommandLine(['--version'], cliCommands)).toEqual({ kind: 'version' });
    expect(parseCommandLine(['-v'], cliCommands)).toEqual({ kind: 'version' });
  });
});

describe('a port', () => {
  test('comes from the flag, else from the environment, else from the standard', () => {
    expect(portOf('1', '2', 3)).toBe(1);
    expect(portOf(undefined, '2', 3)).toBe(2);
    expect(portOf(undefined, '', 3)).toBe(3);
    expect(portOf(undefined, undefined, 3)).toBe(3);
  });

  test.each(['65536', '-1', '80.5', 'http', ' '.repeat(3) + 'x'])('%j is none', (port) => {
    expect(() => portOf(port, undefined, 3)).toThrow(UsageError);
    expect(() => portOf(undefined, port, 3)).toThrow(UsageError);
  });
});
