import { parseArgs } from 'node:util';
import { suggestion } from '../lib/configuration-check/index.ts';
import { type Command, optionsOf, type Typed, UsageError } from './command.ts';

/** What the user asked for. */
export type Asked =
  | { readonly kind: 'run'; readonly command: Command; readonly typed: Typed }
  | { readonly kind: 'help'; readonly command?: Command }
  | { readonly kind: 'version' };

/**
 * Understands a command line.
 *
 * @throws UsageError naming what is wrong and, where there is one, what was probably meant
 */
export function understand(commandLine: readonly string[], commands: readonly Command[]): Asked {
  const [first] = commandLine;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { kind: 'help' };
  if (first === '--version' || first === '-v') return { kind: 'version' };
  const command = findCommand(commandLine, commands);
  const { values, positionals } = parse(command, commandLine.slice(command.words.length));
  const flags: Record<string, string | boolean> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'boolean') flags[name] = value;
  }
  if (flags['help'] === true) return { kind: 'help', command };
  const { least, most } = command.positionals;
  if (positionals.length < least) throw new UsageError(`${command.words.join(' ')} needs ${command.takes}`);
  if (positionals.length > most)
    throw new UsageError(`${command.words.join(' ')} does not take "${positionals[most]}"`);
  return { kind: 'run', command, typed: { positionals, flags } };
}

/** The command with the most words that fit. */
function findCommand(commandLine: readonly string[], commands: readonly Command[]): Command {
  const fitting = commands
    .filter(({ words }) => words.every((word, index) => commandLine[index] === word))
    .sort((left, right) => right.words.length - left.words.length)[0];
  if (fitting) return fitting;
  const [first = '', second = ''] = commandLine;
  const family = commands.filter(({ words }) => words[0] === first).map(({ words }) => words.join(' '));
  if (family.length > 0) throw new UsageError(`${first} needs one of: ${family.join(', ')}`);
  const known = commands.map(({ words }) => words.join(' '));
  throw new UsageError(`there is no command "${first}"; ${suggestion(`${first} ${second}`.trim(), known)}`);
}

function parse(command: Command, rest: readonly string[]) {
  const options = optionsOf(command);
  try {
    return parseArgs({ args: [...rest], options, allowPositionals: true, strict: true });
  } catch (error) {
    const unknown = /Unknown option '(--?[^']+)'/.exec(error instanceof Error ? error.message : '')?.[1];
    if (unknown === undefined) throw new UsageError(error instanceof Error ? error.message : String(error));
    const flags = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(`${command.words.join(' ')} has no option ${unknown}; ${suggestion(unknown, flags)}`);
  }
}
