import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { withoutSecrets } from '../../model/redact.ts';
import type { Investigator } from '../../ports.ts';
import { objectsIn } from '../paging.ts';
import { createSdkApi, type OperationsOf, type SdkApi, type SdkClients } from '../sdk-api.ts';
import { EcsUnavailable } from './answers.ts';
import type { DefinitionReader } from './container-definitions.ts';
import { textOf } from './stopped-task-reader.ts';

const commands = { GetLogEvents: GetLogEventsCommand };

/** The one operation of CloudWatch Logs that the bot calls. */
export type LogsOperations = OperationsOf<typeof commands>;
export type LogsApi = SdkApi<LogsOperations>;

export function createLogsApi(clients: SdkClients<CloudWatchLogsClient>): LogsApi {
  return createSdkApi<LogsOperations>(commands, clients);
}

const linesRead = 20;
const mostContainers = 2;
/** A line of a log may be a document. What fails is mostly at its beginning. */
const longestLine = 300;
/** Of each container: all that is found of a deployment has 4 KB. */
const mostCharacters = 1_500;

/** What reading logs needs. */
export interface LogsPorts {
  readonly logs: LogsApi;
  /** The one that `logs` asks. */
  readonly region: string;
}

/**
 * The last lines that the newest stopped task wrote, where its containers use the log driver `awslogs`: only for that, the name of the
 * stream is documented (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html). Oldest of them first.
 */
export function logLines(read: DefinitionReader, { logs, region }: LogsPorts): Investigator {
  return {
    name: 'logLines',
    async investigate(signal) {
      const { taskId = '', containers = [] } = (await read(signal)) ?? {};
      const streams = containers.flatMap((container) => streamOf(container, taskId, region)).slice(0, mostContainers);
      const found: string[] = [];
      for (const { container, ...stream } of streams) {
        const { events } = await logs
          .call('GetLogEvents', { ...stream, limit: linesRead, startFromHead: false }, { signal })
          .catch((error: unknown) => {
            throw new EcsUnavailable('logs:GetLogEvents', error);
          });
        const messages = objectsIn(events).map(({ message }) => textOf(message));
        found.push(...lastLines(messages.join('\n')).map((line) => `${container} logged: ${line}`));
      }
      return found;
    },
  };
}

interface LogStream {
  readonly container: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

function streamOf(
  { name, logConfiguration }: ContainerDefinition,
  taskId: string,
  region: string,
): readonly LogStream[] {
  const { logDriver, options = {} } = logConfiguration ?? {};
  const { 'awslogs-group': group, 'awslogs-region': place = region, 'awslogs-stream-prefix': prefix } = options;
  const container = textOf(name);
  const isReadable = logDriver === 'awslogs' && place === region && textOf(group) !== '' && textOf(prefix) !== '';
  if (!isReadable || container === '' || taskId === '') return [];
  return [{ container, logGroupName: textOf(group), logStreamName: `${prefix}/${container}/${taskId}` }];
}

/**
 * The last lines that fit. Secrets are taken out of all of them together before anything is cut: a private key has many lines, and
 * half of it has no form by which it is known.
 */
function lastLines(text: string): readonly string[] {
  const lines = withoutSecrets(text)
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '')
    .map((line) => (line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`));
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.slice(-linesRead).toReversed()) {
    length += line.length;
    if (length > mostCharacters) break;
    kept.push(line);
  }
  return kept.reverse();
}
