import type { Clock, Log } from '../ports.ts';
import { systemClock } from './system.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What never stands in a log, whoever hands it over: tokens, signatures and whatever lets its holder post, and what
 * deployments say about themselves.
 */
const secretName = /token|secret|signature|authorization|password|credential|response_?url|status_?message|spec$/i;
const redacted = '[redacted]';

/** Secrets by their looks, for where one is part of a longer text. https://docs.slack.dev/authentication/tokens */
const secretText = /xox[a-z]-[\w-]+|https:\/\/hooks\.slack\.com\/\S+/g;

const maximumTextLength = 1000;
const maximumElements = 50;
const maximumDepth = 4;

/**
 * A structured log: one JSON object per line, as CloudWatch Logs Insights reads it.
 *
 * Powertools' logger does more, but leaves it to each caller what is logged; here redaction is built in.
 *
 * @param write - gets each finished line
 */
export function createLog(write: (line: string) => void = writeLine, clock: Clock = systemClock): Log {
  const at =
    (level: string) =>
    (message: string, fields: Fields = {}): void => {
      const time = new Date(clock.now()).toISOString();
      write(JSON.stringify({ level, time, message: clean(message, 0), ...cleanFields(fields, 0) }));
    };
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}

/** `console` would put the request's id and a level of its own before the line, which is then no JSON any more. */
function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

function cleanFields(fields: Fields, depth: number): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, secretName.test(name) ? redacted : clean(value, depth)]),
  );
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replaceAll(secretText, redacted).slice(0, maximumTextLength);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return value;
  if (value instanceof Error) return kindOf(value);
  if (typeof value !== 'object') return `[${typeof value}]`;
  if (depth >= maximumDepth) return '[…]';
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    return elements.slice(0, maximumElements).map((element) => clean(element, depth + 1));
  }
  return cleanFields({ ...value }, depth + 1);
}

/**
 * What kind of error it is. Its message may quote what a provider or a person wrote, so that is left out. A code says
 * more than a name where there is one: Node's errors of the network are all called `Error`, and the classes of bundled
 * packages have lost their names.
 */
function kindOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
