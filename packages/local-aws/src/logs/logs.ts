import { z } from 'zod';
import type { LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import { isJsonObject } from '../json.ts';

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

const name = z.string().min(1).max(512);
const inputs = {
  CreateLogGroup: z.object({ logGroupName: name }),
  CreateLogStream: z.object({ logGroupName: name, logStreamName: name }),
  PutLogEvents: z.object({
    logGroupName: name,
    logStreamName: name,
    logEvents: z.array(z.object({ timestamp: z.number().min(0), message: z.string().min(1) })).max(10_000),
  }),
  GetLogEvents: z.object({
    logGroupName: name,
    logStreamName: name,
    limit: z.int().min(1).max(10_000).nullish(),
    startFromHead: z.boolean().nullish(),
  }),
} as const;

type OperationName = keyof typeof inputs;
type InputOf<Name extends OperationName> = z.output<(typeof inputs)[Name]>;
type Operations = { readonly [Name in OperationName]: (input: InputOf<Name>) => object };

/** Log groups, streams and events of CloudWatch Logs in memory, as far as a diagnosis needs them. */
export interface Logs {
  readonly operations: readonly string[];
  /** @throws AwsError one of the errors of the API model, or UnknownOperationException */
  call(operation: string, input: unknown): object;
  /** Adds lines to a stream, which is made if it is not there. */
  write(logGroupName: string, logStreamName: string, lines: readonly string[]): void;
}

export function createLogs({ clock }: { readonly clock: LocalClock }): Logs {
  const groups = new Map<string, Map<string, LogEvent[]>>();

  function streamsOf(group: string): Map<string, LogEvent[]> {
    const streams = groups.get(group);
    if (streams === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    return streams;
  }

  function eventsOf(group: string, stream: string): LogEvent[] {
    const events = streamsOf(group).get(stream);
    if (events === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    return events;
  }

  const operations: Operations = {
    CreateLogGroup({ logGroupName }) {
      if (groups.has(logGroupName)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      }
      groups.set(logGroupName, new Map());
      return {};
    },
    CreateLogStream({ logGroupName, logStreamName }) {
      const streams = streamsOf(logGroupName);
      if (streams.has(logStreamName)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      streams.set(logStreamName, []);
      return {};
    },
    PutLogEvents({ logGroupName, logStreamName, logEvents }) {
      const ingestionTime = clock.nowMs();
      eventsOf(logGroupName, logStreamName).push(...logEvents.map((event) => ({ ...event, ingestionTime })));
      return { nextSequenceToken: 'not used' };
    },
    // The newest of them, in their order, unless asked for from the head on.
    GetLogEvents({ logGroupName, logStreamName, limit, startFromHead }) {
      const all = eventsOf(logGroupName, logStreamName).toSorted((one, other) => one.timestamp - other.timestamp);
      const most = limit ?? 10_000;
      const events = startFromHead === true ? all.slice(0, most) : all.slice(-most);
      return { events, nextForwardToken: 'f/end', nextBackwardToken: 'b/end' };
    },
  };

  function run<Name extends OperationName>(operation: Name, checked: InputOf<Name>): object {
    const work: Operations[Name] = operations[operation];
    return work(checked);
  }

  return {
    operations: Object.keys(inputs),
    call(operation, input) {
      if (!isOperation(operation)) {
        throw new AwsError('UnknownOperationException', `The local cloud has no ${operation} of CloudWatch Logs.`);
      }
      return run(operation, readInput(operation, input));
    },
    write(logGroupName, logStreamName, lines) {
      const streams = groups.get(logGroupName) ?? new Map<string, LogEvent[]>();
      groups.set(logGroupName, streams);
      const timestamp = clock.nowMs();
      const added = lines.map((message) => ({ timestamp, message, ingestionTime: timestamp }));
      streams.set(logStreamName, [...(streams.get(logStreamName) ?? []), ...added]);
    },
  };
}

function isOperation(operation: string): operation is OperationName {
  return Object.hasOwn(inputs, operation);
}

/** @throws AwsError InvalidParameterException naming every member that is wrong */
function readInput<Name extends OperationName>(operation: Name, input: unknown): InputOf<Name>;
function readInput(operation: OperationName, input: unknown): unknown {
  const checked = inputs[operation].safeParse(isJsonObject(input) ? input : {});
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  throw new AwsError('InvalidParameterException', problems.join('; '));
}
