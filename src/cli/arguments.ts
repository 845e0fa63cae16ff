import { parseArgs } from 'node:util';
import { suggestion } from '../lib/did-you-mean.ts';
import { type Command, type CommandArguments, optionsOf, UsageError } from './command.ts';

/** A parsed command line. */
export type ParsedCommandLine =
  | { readonly kind: 'run'; readonly command: Command; readonly typed: CommandArguments }
  /** Without a command it means the overview. */
  | { readonly kind: 'help'; readonly about: readonly Command[] }
  | { readonly kind: 'version' };

/**
 * Parses a command line.
 *
 * @throws UsageError that says what is wrong and, if possible, what was probably meant
 */
export function parseCommandLine(commandLine: readonly string[], commands: readonly Command[]): ParsedCommandLine {
  const [first] = commandLine;
  if (first === undefined || isHelp(first)) return { kind: 'help', about: [] };
  if (first === 'help') return parseCommandLine([...commandLine.slice(1), '--help'], commands);
  if (first === '--version' || first === '-v') return { kind: 'version' };
  const family = commands.filter(({ words }) => words[0] === first);
  if (family.length > 0 && isHelp(commandLine[1])) return { kind: 'help', about: family };
  const command = findCommand(commandLine, commands);
  const { values, positionals } = parse(command, commandLine.slice(command.words.length));
  const flags: Record<string, string | boolean> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'boolean') flags[name] = value;
  }
  if (flags['help'] === true) return { kind: 'help', about: [command] };
  const { minimum, maximum } = command.positionals;
  if (positionals.length < minimum) throw new UsageError(`${command.words.join(' ')} needs ${command.usage}`);
  if (positionals.length > maximum)
    throw new UsageError(`${command.words.join(' ')} does not take "${positionals[maximum]}"`);
  return { kind: 'run', command, typed: { positionals, flags } };
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

/** The command with the most words that fit. */
function findCommand(commandLine: readonly string[], commands: readonly Command[]): Command {
  const fitting = commands
    .filter(({ words }) => words.every((word, index) => commandLine[index] === word))
    .sort((left, right) => right.words.length - left.words.length)[0];
  if (fitting) return fitting;
  const [first = '', second = ''] = commandLine;
  const family = commands.filter(({ words }) => words[0] === first).map(({ words }) => words.join(' '));
  if (family.length > 0) throw new UsageError(`"${first}" is not a whole command; use one of: ${family.join(', ')}`);
  const known = commands.map(({ words }) => words.join(' '));
  const twoWords = `${first} ${second}`.trim();
  // `replai event.json` resembles a command by its first word only, `rule check x.yml` by both.
  const meant = [twoWords, first].map((typed) => suggestion(typed, known)).find((hint) => hint.startsWith('did you'));
  throw new UsageError(`there is no command "${first}"; ${meant ?? `known: ${known.join(', ')}`}`);
}

function parse(command: Command, rest: readonly string[]) {
  const options = optionsOf(command);
  const config = { args: [...rest], options, allowPositionals: true };
  const { tokens } = parseArgs({ ...config, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const flags = Object.keys(options).map((name) => `--${name}`);
    const hint = suggestion(token.rawName, flags);
    throw new UsageError(`${command.words.join(' ')} has no option ${token.rawName}; ${hint}`);
  }
  try {
    return parseArgs({ ...config, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
