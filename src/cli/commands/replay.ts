import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { visibleText } from '../../lib/visible-text.ts';
import type { ReplayReport } from '../../local/index.ts';
import { type Command, type CommandContext, CommandFailed, jsonFlag, portOf } from '../command.ts';
import { standardPorts } from '../ports.ts';

/** Sends recorded events to the bot and shows what it decides about them. */
export const replayEvents: Command = {
  words: ['replay'],
  usage: '<event.json or folder … | ->',
  summary: 'Feed events to the bot and see what it decides, and why',
  flags: [
    {
      name: 'aws-port',
      type: 'string',
      value: 'port',
      help: 'port of a running local cloud (default 4600; if none runs, a temporary one is started)',
    },
    jsonFlag,
  ],
  positionals: { minimum: 1, maximum: 1000 },
  async run({ positionals, flags }, context) {
    const { environment, projectDirectory, out } = context;
    const events: unknown[] = [];
    const files = (await Promise.all(positionals.map(filesIn))).flat();
    for (const file of files) events.push(...readEvents(await read(file, context), file));
    if (events.length === 0) throw new CommandFailed(`there is no event in ${positionals.join(', ')}`);
    const awsPort = portOf(flags['aws-port'], environment['PROTON_BOT_AWS_PORT'], standardPorts.aws);
    const reports = await replayOrFail(events, projectDirectory, awsPort);
    if (flags['json'] === true) out(JSON.stringify(reports, undefined, 2));
    else for (const report of reports) out(describeReport(report));
    return reports.every(({ result }) => result === 'observed' || result === 'ignored') ? 0 : 1;
  },
};

async function replayOrFail(events: readonly unknown[], projectDirectory: string, awsPort: number) {
  const { NotALocalCloud, PackageUnavailable, PackagingInterrupted, replay } = await import('../../local/index.ts');
  try {
    return await replay(events, { projectDirectory, awsPort });
  } catch (error) {
    const isMendable = [PackageUnavailable, PackagingInterrupted, NotALocalCloud].some(
      (known) => error instanceof known,
    );
    throw isMendable && error instanceof Error ? new CommandFailed(error.message, { cause: error }) : error;
  }
}

/** A folder stands for the JSON files in it, and in its folders. What is not there is reported when it is read. */
async function filesIn(path: string): Promise<readonly string[]> {
  const isFolder = path !== '-' && (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => join(path, name));
}

async function read(file: string, { readStandardInput }: CommandContext): Promise<string> {
  try {
    return file === '-' ? await readStandardInput() : await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`cannot read ${file}`, { cause: error });
  }
}

/** One event, an array of events, or an event on each line. @throws CommandFailed */
function readEvents(text: string, file: string): readonly unknown[] {
  const whole = parse(text);
  if (whole.ok) return Array.isArray(whole.value) ? whole.value : [whole.value];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const event = parse(line);
    if (!event.ok)
      throw new CommandFailed(`${visibleText(file)}:${index + 1}: not JSON: ${visibleText(event.problem)}`);
    return event.value;
  });
}

function parse(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** One report for people: what came of the event, and why. */
export function describeReport({ event, result, reason, target, status, decisions }: ReplayReport): string {
  const about = [target, status].filter(Boolean).join(' is ');
  const outcome = `${result}${about ? `: ${about}` : ''}${reason ? ` (${reason})` : ''}`;
  const reasons = decisions.map((decision) => decision.split('\n').map((line) => `    ${visibleText(line)}`));
  return [visibleText(event), `  ${visibleText(outcome)}`, ...reasons.flat()].join('\n');
}
