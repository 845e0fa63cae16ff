import type { Clock, Log } from '../ports.ts';
import { visibleLines } from '../visible-text.ts';
import { systemClock } from './system.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is never in a log, whoever passes it: tokens, signatures, anything that lets its holder post, and the status messages of
 * deployments.
 */
const secretName = /token|secret|signature|authorization|password|credential|response_?url|status_?message|spec$/i;
const redacted = '[redacted]';

/** Secrets by their form, if one is part of a longer text. https://docs.slack.dev/authentication/tokens */
const secretText = /xox[a-z]-[\w-]+|https:\/\/hooks\.slack\.com\/\S+/g;

const maximumTextLength = 1000;
const maximumElements = 50;
const maximumDepth = 4;

/**
 * A structured log: one JSON object per line, as CloudWatch Logs Insights reads it.
 *
 * Powertools' logger does more, but each caller decides what is logged. Here redaction is built in.
 *
 * @param write - gets each finished line
 */
export function createLog(write: (line: string) => void = writeLine, clock: Clock = systemClock): Log {
  const at =
    (level: string) =>
    (message: string, fields: Fields = {}): void => {
      const time = new Date(clock.now()).toISOString();
      const line = JSON.stringify({ level, time, message: clean(message, 0), ...cleanFields(fields, 0) });
      // JSON escapes only some of what a terminal obeys, and logs are read in terminals.
      write(visibleLines(line));
    };
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}

/** `console` would write the request's id and its own level before the line, which would then not be JSON. */
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
 * The kind of an error. Its message may quote text of a provider or a person, so it is left out. A code, if there is one, says
 * more than a name: Node's network errors are all named `Error`, and the classes of bundled packages have lost their names.
 */
function kindOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
