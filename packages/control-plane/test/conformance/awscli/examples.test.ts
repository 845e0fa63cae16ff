import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasCli } from '../../support/aws-cli.ts';
import { memberAt, timesIn, withMember, without } from './support/answers.ts';
import { type CliAnswer, runCli } from './support/cli.ts';
import {
  ABSENT,
  COMMAND_DEVIATIONS,
  DEVIATIONS,
  FILES_PRINTED_WRONG,
  LATER_MEMBERS,
  LEFT_OUT,
} from './support/deviations.ts';
import { EXAMPLES, type Example } from './support/examples.ts';
import { type Member, type Spec, withSpecsRead, writeSpec } from './support/specs.ts';
import { ACCOUNT, REGION, type Stage, startStage } from './support/stage.ts';

interface Replay {
  readonly stage: Stage;
  readonly result: CliAnswer;
  readonly onTheWire: Readonly<Record<string, unknown>>;
}

const replays = new Map<string, Replay>();
const misindented = new Map<string, Replay>();
const isInstalled = hasCli();
const describeWithCli = isInstalled ? describe : describe.skip;

/** The command as printed but for its deviations, at its time, in a world of its own. */
async function replay(example: Example, writeFile: (spec: Spec) => string = writeSpec): Promise<Replay> {
  const stage = await startStage();
  example.prepare(stage);
  stage.goTo(example.at);
  const deviations = COMMAND_DEVIATIONS.filter((deviation) => deviation.example === example.command);
  const options = { ...example.options, ...Object.fromEntries(deviations.map(({ option, given }) => [option, given])) };
  const result = await runCli({
    words: [example.command, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])],
    files: Object.fromEntries(Object.entries(example.files).map(([name, spec]) => [name, writeFile(spec)])),
    endpointUrl: stage.server.url,
    region: REGION,
    accountId: ACCOUNT,
  });
  return { stage, result, onTheWire: stage.lastAnswer() };
}

/** As the files of some examples are printed: further in after the first member of an instance. */
function writeWrong(spec: Spec): string {
  return writeSpec(spec).replaceAll(/^ {4}(?=(?:environment|spec):)/gm, '        ');
}

/** All at once: a start of the CLI takes a second of its own. */
beforeAll(async () => {
  if (!isInstalled) return;
  const play = async (example: Example, into: Map<string, Replay>, writeFile = writeSpec): Promise<unknown> =>
    into.set(example.command, await replay(example, writeFile));
  await Promise.all([
    ...EXAMPLES.map((example) => play(example, replays)),
    ...EXAMPLES.filter(({ command }) => FILES_PRINTED_WRONG.includes(command)).map((example) =>
      play(example, misindented, writeWrong),
    ),
  ]);
});

afterAll(() => Promise.all([...replays.values(), ...misindented.values()].map(({ stage }) => stage.server.close())));

function replayOf(command: string, from: ReadonlyMap<string, Replay> = replays): Replay {
  const found = from.get(command);
  if (found === undefined) throw new Error(`${command} was not replayed`);
  return found;
}
function exampleOf(command: string): Example {
  const found = EXAMPLES.find((example) => example.command === command);
  if (found === undefined) throw new Error(`there is no example ${command}`);
  return found;
}

/** What the CLI printed, with its specs read, without what came later. */
function answerOf(command: string): Member {
  return without(withSpecsRead(replayOf(command).result.answer), LATER_MEMBERS);
}

describeWithCli("the examples of AWS's command line reference", () => {
  test.each(EXAMPLES.map((example) => [example.command, example] as const))('%s', (command, { printed }) => {
    const { exitCode, complaint } = replayOf(command).result;
    expect({ exitCode, complaint }).toEqual({ exitCode: 0, complaint: '' });
    const deviations = DEVIATIONS.filter(({ example }) => example === command);
    const expected = deviations.reduce((answer, { path, answered }) => withMember(answer, path, answered), printed);
    expect(answerOf(command)).toEqual(expected);
  });

  test('go back to the service as text for text what was given', () => {
    const { options, files } = exampleOf('update-service-pipeline');
    const given = files[options['spec']?.replace('file://', '') ?? ''];
    if (given === undefined) throw new Error('the example has no spec');
    expect(replayOf('update-service-pipeline').result.answer).toMatchObject({ pipeline: { spec: writeSpec(given) } });
  });

  test.each(EXAMPLES.map(({ command }) => command))('%s: times are seconds on the wire', (command) => {
    const { result, onTheWire } = replayOf(command);
    const seconds = Object.entries(timesIn(result.answer)).map(([path, time]) => [
      path,
      Date.parse(String(time)) / 1000,
    ]);
    expect(seconds.length).toBeGreaterThan(0);
    expect(timesIn(onTheWire)).toMatchObject(Object.fromEntries(seconds));
  });
});

describeWithCli('what is different from what is printed', () => {
  test.each(DEVIATIONS.map((deviation) => [`${deviation.example} ${deviation.path}`, deviation] as const))(
    '%s: so it is',
    (_title, { example, path, answered }) => {
      expect(memberAt(exampleOf(example).printed, path)).not.toEqual(answered);
      expect(memberAt(answerOf(example), path)).toEqual(answered);
    },
  );

  test.each(LEFT_OUT)('$example $path: both leave it out', ({ example, path }) => {
    expect([exampleOf(example).printed, answerOf(example)].map((answer) => memberAt(answer, path))).toEqual([
      ABSENT,
      ABSENT,
    ]);
  });

  test.each(COMMAND_DEVIATIONS)('$example --$option: it is printed otherwise', ({ example, option, given }) => {
    expect(exampleOf(example).options[option]).toBeDefined();
    expect(exampleOf(example).options[option]).not.toBe(given);
  });

  test.each(FILES_PRINTED_WRONG)('%s: the file as it is printed is refused', (command) => {
    const { exitCode, complaint } = replayOf(command, misindented).result;
    expect(exitCode).toBeGreaterThan(0);
    expect(complaint).toContain('(ValidationException)');
  });
});
