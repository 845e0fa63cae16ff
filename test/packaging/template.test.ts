import { beforeAll, describe, expect, test } from '@jest/globals';
import { compileEventPattern, compileInputTransformer } from '../../packages/local-aws/src/event-bridge/index.ts';
import { trailEvent } from '../../src/lib/aws/messages/bus-event.ts';
import { commandQueue, lastWordDelivery, longestUncertaintyMs } from '../../src/lib/flow/index.ts';
import type { AuditEvent } from '../../src/lib/model/audit-event.ts';
import { claimLeaseFor } from '../../src/lib/model/claims.ts';
import {
  commandDeadLetterRetentionMs,
  commandQueueRetentionMs,
  requestRecordLifetimeMs,
} from '../../src/lib/model/request-age.ts';
import { tableSchema } from '../../src/lib/store/index.ts';
import { at, list, type Packaged, packagedBot } from './support/packaged.ts';

let bot: Packaged;

beforeAll(async () => {
  bot = await packagedBot();
});

/** The logical id that a reference names, whichever form it has. */
function referred(value: unknown): string {
  return String(at(value, 'Ref') ?? at(value, 'Fn::GetAtt', '0') ?? value);
}

describe('the table', () => {
  test('has the keys, the index and the expiry that the store uses', () => {
    const table = bot.one('Table');
    const keys = (schema: unknown) => list(schema).map((key) => [at(key, 'AttributeName'), at(key, 'KeyType')]);
    expect(keys(table['KeySchema'])).toEqual([
      [tableSchema.partitionKey, 'HASH'],
      [tableSchema.sortKey, 'RANGE'],
    ]);
    const indexes = list(table['GlobalSecondaryIndexes']);
    expect(indexes.map((index) => [at(index, 'IndexName'), keys(at(index, 'KeySchema'))])).toEqual([
      [
        tableSchema.attentionIndex,
        [
          [tableSchema.attentionPartition, 'HASH'],
          [tableSchema.attentionAt, 'RANGE'],
        ],
      ],
    ]);
    expect(table['TimeToLiveSpecification']).toEqual({ AttributeName: tableSchema.expiresAt, Enabled: true });
  });

  test('is kept when the stack goes', () => {
    const template: unknown = JSON.parse(bot.template);
    expect(at(template, 'Resources', 'Table', 'DeletionPolicy')).toBe('Retain');
    expect(at(template, 'Resources', 'Table', 'UpdateReplacePolicy')).toBe('Retain');
  });
});

describe('times', () => {
  test("a claim's lease outlives every invocation of a function that acts", () => {
    for (const { name, timeoutSeconds } of bot.functions) {
      if (['observe', 'command'].includes(name)) expect(claimLeaseFor(0)).toBeGreaterThan(timeoutSeconds * 1000);
    }
  });

  test('a request is delivered as often, and hidden for as long, as its last word counts on', () => {
    const queue = bot.one('CommandQueue');
    expect(at(queue, 'RedrivePolicy', 'maxReceiveCount')).toBe(commandQueue.maxReceiveCount);
    expect(Number(queue['VisibilityTimeout']) * 1000).toBe(commandQueue.visibilityTimeoutMs);
    expect(lastWordDelivery).toBeLessThan(commandQueue.maxReceiveCount);
    // Where each delivery dies, the message comes back when it is visible again: by then, too, it is time for the last word.
    expect((lastWordDelivery - 1) * commandQueue.visibilityTimeoutMs).toBeGreaterThanOrEqual(longestUncertaintyMs);
  });

  test('the record of a request outlives its message, in the queue and as a dead letter', () => {
    expect(Number(bot.one('CommandQueue')['MessageRetentionPeriod']) * 1000).toBe(commandQueueRetentionMs);
    const deadLettersMs = Number(bot.one('CommandDeadLetterQueue')['MessageRetentionPeriod']) * 1000;
    expect(deadLettersMs).toBe(commandDeadLetterRetentionMs);
    expect(requestRecordLifetimeMs).toBeGreaterThan(commandQueueRetentionMs + commandDeadLetterRetentionMs);
  });

  test('a message stays hidden for six times the timeout of the function that reads it', () => {
    const mappings = bot.all('AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(4);
    for (const [, mapping] of mappings) {
      const queue = bot.one(referred(mapping['EventSourceArn']));
      const lambda = bot.one(referred(mapping['FunctionName']));
      expect(Number(queue['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * Number(lambda['Timeout']));
      expect(mapping['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('every log ends some day', () => {
    const groups = bot.all('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThanOrEqual(6);
    for (const [, group] of groups) expect(Number(group['RetentionInDays'])).toBeGreaterThan(0);
  });
});

describe('what cannot be handled', () => {
  const isDeadLetterQueue = (id: string) => id.includes('DeadLetter');

  test('goes from every queue to a dead-letter queue of its own, which keeps it for two weeks', () => {
    const queues = bot.all('AWS::SQS::Queue');
    const working = queues.filter(([id]) => !isDeadLetterQueue(id));
    expect(working.map(([id]) => id).sort()).toEqual(['CommandQueue', 'DiscoverQueue', 'NotifyQueue', 'ObserveQueue']);
    const targets = working.map(([, queue]) => referred(at(queue, 'RedrivePolicy', 'deadLetterTargetArn')));
    expect(new Set(targets).size).toBe(working.length);
    for (const [id, queue] of queues) {
      if (isDeadLetterQueue(id)) expect(queue['MessageRetentionPeriod']).toBe(14 * 24 * 60 * 60);
      else expect(targets.some((target) => target === id)).toBe(false);
    }
    for (const target of targets) expect(isDeadLetterQueue(target)).toBe(true);
  });

  test('by a rule of the bus, too', () => {
    const targets = bot
      .all('AWS::Events::Rule')
      .flatMap(([, rule]) => list(rule['Targets']))
      .filter((target) => referred(at(target, 'Arn')).includes('Queue'));
    expect(targets).toHaveLength(3);
    for (const target of targets) expect(referred(at(target, 'DeadLetterConfig', 'Arn'))).toBe('EventDeadLetterQueue');
  });

  test('alarms somebody, whichever queue it ends in', () => {
    const queues = bot.all('AWS::SQS::Queue').map(([id]) => id);
    expect(watchedBy('ApproximateNumberOfMessagesVisible')).toEqual(queues.filter(isDeadLetterQueue).sort());
  });
});

/** What alarms on a metric watch, by the id of a resource. */
function watchedBy(metric: string): readonly string[] {
  return bot
    .all('AWS::CloudWatch::Alarm')
    .filter(([, alarm]) => alarm['MetricName'] === metric)
    .flatMap(([, alarm]) => list(alarm['Dimensions']).map((dimension) => referred(at(dimension, 'Value'))))
    .sort();
}

describe('alarms', () => {
  test('each reaches the topic, when it rings and when it is over', () => {
    const alarms = bot.all('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(20);
    for (const [id, alarm] of alarms) {
      expect([id, list(alarm['AlarmActions']).map(referred)]).toEqual([id, ['AlarmTopic']]);
      expect([id, list(alarm['OKActions']).map(referred)]).toEqual([id, ['AlarmTopic']]);
      expect(String(alarm['AlarmDescription']).length).toBeGreaterThan(30);
    }
  });

  test('watch every function for errors, and every queue for how long its messages wait', () => {
    const functions = bot.all('AWS::Lambda::Function').map(([id]) => id);
    expect(watchedBy('Errors')).toEqual(functions.sort());
    expect(watchedBy('Throttles')).toEqual(functions.sort());
    const queues = bot.all('AWS::SQS::Queue').map(([id]) => id);
    expect(watchedBy('ApproximateAgeOfOldestMessage')).toEqual(
      queues.filter((id) => !id.includes('DeadLetter')).sort(),
    );
    for (const metric of ['4xx', '5xx']) expect(watchedBy(metric)).toEqual(['HttpApi']);
  });

  test('count lines that functions write', () => {
    const filters = bot.all('AWS::Logs::MetricFilter');
    expect(filters.map(([id]) => id).sort()).toEqual(['ListingFailures', 'Sweeps']);
    for (const [id, filter] of filters) {
      const [, message = ''] = /^\{ \$\.message = "(.+)" \}$/.exec(String(filter['FilterPattern'])) ?? [];
      const name = referred(filter['LogGroupName']).replace('LogGroup', '').toLowerCase();
      const { code = '' } = bot.functions.find((one) => one.name === name) ?? {};
      expect([id, message.length > 3 && code.includes(`"${message}"`)]).toEqual([id, true]);
      const metric = at(list(filter['MetricTransformations'])[0], 'MetricName');
      const watching = bot.all('AWS::CloudWatch::Alarm').filter(([, alarm]) => alarm['MetricName'] === metric);
      expect([id, watching.length]).toEqual([id, 1]);
    }
  });

  test('a sweep that never ran rings, too; what else is not counted did not happen', () => {
    for (const [id, alarm] of bot.all('AWS::CloudWatch::Alarm')) {
      expect([id, alarm['TreatMissingData']]).toEqual([id, id === 'SweepAlarm' ? 'breaching' : 'notBreaching']);
    }
  });

  test('an action that was refused or given up is told at once, without anything that only the channels may see', () => {
    const rule = bot.one('ActionFailures');
    const pattern = compileEventPattern(Object(rule['EventPattern']));
    const [target] = list(rule['Targets']);
    expect(referred(at(target, 'Arn'))).toBe('AlarmTopic');
    const tell = compileInputTransformer(transformerIn(at(target, 'InputTransformer')));
    const eventWith = (event: AuditEvent) => {
      const actor = { type: 'rule', rule: 'cancel-stuck' } as const;
      const target = 'arn:aws:proton:eu-central-1:123456789012:environment/prod';
      const entry = { id: 'a~1', atMs: 1, target, name: 'prod', environment: 'prod', actor, event };
      const { Detail, DetailType, Source } = trailEvent('bus', entry);
      return { source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail ?? '') };
    };
    const refused = eventWith({
      what: 'settled',
      action: 'cancel',
      outcome: 'refused',
      error: 'AccessDeniedException',
    });
    expect(pattern(refused)).toBe(true);
    expect(pattern(eventWith({ what: 'settled', action: 'cancel', outcome: 'gaveUp' }))).toBe(true);
    expect(pattern(eventWith({ what: 'settled', action: 'cancel', outcome: 'accepted' }))).toBe(false);
    expect(JSON.parse(tell(refused))).toBe(
      'proton-bot could not cancel prod: refused. Target: arn:aws:proton:eu-central-1:123456789012:environment/prod. See the trail of the target.',
    );
  });
});

function transformerIn(value: unknown) {
  const paths = at(value, 'InputPathsMap');
  const texts = Object.entries(typeof paths === 'object' && paths !== null ? paths : {});
  return {
    InputPathsMap: Object.fromEntries(texts.map(([name, path]) => [name, String(path)])),
    InputTemplate: String(at(value, 'InputTemplate')),
  };
}

describe('the environment of each function', () => {
  /** Names as the code reads them: in capitals, with the bot's, Slack's or AWS's prefix. */
  const named = /"((?:PROTON_BOT|SLACK|AWS_ENDPOINT_URL_PROTON)[A-Z_]*)"/g;

  test('is what its code reads, no more and no less', () => {
    for (const { name, environment, code } of bot.functions) {
      const read = new Set([...code.matchAll(named)].map(([, variable = '']) => variable));
      const own = Object.keys(environment).filter((variable) => !variable.startsWith('AWS_'));
      expect([name, own.sort()]).toEqual([name, [...read].sort()]);
    }
  });

  test('holds names of secrets, and no secret', () => {
    expect(bot.template).not.toMatch(/xox[abp]-|\{\{resolve:/);
    for (const { environment } of bot.functions) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/SECRET|TOKEN/.test(variable)) expect(String(value)).toMatch(/^\/[\w/-]+$/);
      }
    }
  });
});

describe('a Proton that is not AWS', () => {
  test('sends events of its own source, which the rule takes, and has a key that three functions may read', () => {
    const source = 'proton-bot.control-plane';
    expect(bot.one('ProtonEvents')['EventPattern']).toEqual({ source: ['aws.proton', source] });
    const key = { 'Fn::Sub': expect.stringMatching(/:parameter\/proton-bot\/proton\/key$/) };
    for (const { name, roleId, environment } of bot.functions) {
      const mayRead = bot
        .statementsOf(roleId)
        .filter(({ resources }) => JSON.stringify(resources).includes('/proton/key'));
      const asks = ['observe', 'discover', 'command'].includes(name);
      expect([name, mayRead]).toEqual([name, asks ? [{ actions: ['ssm:GetParameters'], resources: [key] }] : []]);
      expect(environment['PROTON_BOT_PROTON_KEY_PARAMETER']).toBe(asks ? '/proton-bot/proton/key' : undefined);
      expect(environment['PROTON_BOT_PROTON_EVENT_SOURCE']).toBe(name === 'observe' ? source : undefined);
    }
  });
});

describe('the build', () => {
  test('is named alike in every function that acts, and in the output of the stack', () => {
    const template: unknown = JSON.parse(bot.template);
    const builds = bot.functions.flatMap(({ environment }) => environment['PROTON_BOT_BUILD'] ?? []);
    expect(builds).toHaveLength(2);
    expect([...new Set(builds)]).toEqual([at(template, 'Outputs', 'Build', 'Value')]);
    expect(builds[0]).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('the bundles', () => {
  test('hold one file each', () => {
    for (const { name, files } of bot.functions) expect(files).toEqual([`src/handlers/${name}.cjs`]);
  });

  test('hold nothing that only a build, Express or the local cloud needs', () => {
    for (const { name, code } of bot.functions) {
      // Each of them says one of these somewhere, minified or not.
      const foreign = [
        'ZodError',
        'YAMLParseError',
        'dynalite',
        'x-powered-by',
        'undici',
        'LocalCloudStartError',
        '_proton-bot/outcomes',
      ];
      expect([name, foreign.filter((word) => code.includes(word))]).toEqual([name, []]);
    }
  });
});
