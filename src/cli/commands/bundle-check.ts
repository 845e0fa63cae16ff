import { readFile } from 'node:fs/promises';
import type { Rehearsal } from '@proton-bot/control-plane/rehearsal';
import { visibleDetails, visibleText } from '../../lib/visible-text.ts';
import { type Command, type CommandArguments, type CommandContext, CommandFailed, jsonFlag } from '../command.ts';
import { flagText } from '../control-plane-settings.ts';

/** Registers, renders and deploys a template bundle in memory, before it is registered anywhere. */
export const bundleCheck: Command = {
  words: ['bundle', 'check'],
  usage: '<directory>',
  summary: 'Check a Proton template bundle, and render its templates, before it is registered',
  flags: [
    {
      name: 'spec',
      type: 'string',
      value: 'file',
      help: 'a spec to render with; without it, inputs are made up from the schema',
    },
    {
      name: 'environment',
      type: 'string',
      value: 'directory',
      help: 'the bundle of the environment that a service is for',
    },
    jsonFlag,
  ],
  positionals: { minimum: 1, maximum: 1 },
  async run({ positionals: [directory = ''], flags }, context) {
    const rehearsal = await rehearse(directory, flags);
    if (flags['json'] === true) context.out(JSON.stringify(rehearsal, undefined, 2));
    else await show(directory, rehearsal, context);
    return rehearsal.problems.length > 0 ? 1 : 0;
  },
};

/** Loads the control plane only now, as every command is known at every start. */
async function rehearse(directory: string, flags: CommandArguments['flags']): Promise<Rehearsal> {
  const { packDirectory, RefusedBundleError, rehearseBundle } = await import('@proton-bot/control-plane/rehearsal');
  const file = flagText(flags, 'spec');
  const spec = file === undefined ? undefined : await read(file);
  const environment = flagText(flags, 'environment');
  const packed = (bundle: string): Uint8Array => {
    try {
      return packDirectory(bundle);
    } catch (error) {
      throw error instanceof RefusedBundleError ? new CommandFailed(`${error.message}.`, { cause: error }) : error;
    }
  };
  const archive = packed(directory);
  try {
    return rehearseBundle(archive, { spec, environment: environment === undefined ? undefined : packed(environment) });
  } catch (error) {
    throw error instanceof RefusedBundleError
      ? new CommandFailed(`${directory}: ${error.message}.`, { cause: error })
      : error;
  }
}

async function show(directory: string, { kind, problems, stacks, notes }: Rehearsal, context: CommandContext) {
  const { INPUTS } = await import('@proton-bot/control-plane/rehearsal');
  for (const problem of problems) context.err(visibleDetails(`${directory}: ${problem}`));
  for (const { what, inputs, resources, outputs } of stacks) {
    context.out(
      visibleText(`${what}, ${INPUTS[inputs]}: ${count(resources, 'resource')}, ${count(outputs.length, 'output')}`),
    );
    for (const { key, valueString } of outputs) context.out(visibleText(`  ${key} = ${valueString}`));
  }
  for (const note of notes) context.out(visibleDetails(`note: ${note}`));
  if (problems.length > 0) context.err(`${directory}: ${count(problems.length, 'problem')}`);
  else context.out(`${directory}: ${kind} bundle, no problems`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(`cannot read ${file}`, { cause: error });
  }
}
