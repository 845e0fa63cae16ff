/**
 * Alarms, and whom they reach: a topic of the stack's own, or one that exists (`--param alarmTopicArn=…`), and somebody by mail
 * (`--param alarmEmail=…`). Each alarm acts, and says when it is over. docs/operating.md says what to do about each.
 *
 * @returns {Promise<{ Resources: object, Outputs: object }>}
 */
async function alarms({ resolveVariable }) {
  const [name, topicArn, email] = await Promise.all([
    resolveVariable('self:custom.name'),
    resolveVariable("param:alarmTopicArn, ''"),
    resolveVariable("param:alarmEmail, ''"),
  ]);
  const topic = topicArn === '' ? { Ref: 'AlarmTopic' } : topicArn;
  return {
    Resources: {
      ...(topicArn === '' ? ownTopic() : {}),
      ...(email === '' ? {} : { AlarmEmail: subscription(topic, email) }),
      ...Object.fromEntries(
        [...deadLetterAlarms(), ...ageAlarms(), ...functionAlarms(), ...ingressAlarms(), ...logAlarms(name)].map(
          ([id, properties]) => [id, alarm(topic, properties)],
        ),
      ),
      ...logMetrics(name),
      ActionFailures: failedActionRule(topic),
    },
    Outputs: {
      AlarmTopic: { Description: 'Where alarms go: subscribe whoever answers for the bot', Value: topic },
    },
  };
}

const minute = 60;

function ownTopic() {
  return {
    AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': '${AWS::StackName}-alarms' } } },
    AlarmTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'AlarmTopic' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
              Action: 'sns:Publish',
              Resource: { Ref: 'AlarmTopic' },
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
      },
    },
  };
}

function subscription(topic, email) {
  return { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: topic, Protocol: 'email', Endpoint: email } };
}

/** One that rings when its metric is above the threshold, or below it where that is said. */
function alarm(topic, { description, ...properties }) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: description,
      Statistic: 'Sum',
      Period: minute,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      // What is not counted did not happen.
      TreatMissingData: 'notBreaching',
      ...properties,
      AlarmActions: [topic],
      OKActions: [topic],
    },
  };
}

function ofQueue(id, metric) {
  const dimension = { Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } };
  return { Namespace: 'AWS/SQS', MetricName: metric, Statistic: 'Maximum', Dimensions: [dimension] };
}

const deadLetters = {
  Observe: 'An event could not be handled. The sweep looks at its target again; see the log of observe',
  Discover: 'A listing job could not be read; see the log of discover',
  Command: 'A request from Slack could not be carried out or answered; see the log of command',
  Notify: 'A Slack message could not be updated; see the log of notify',
  Event: 'EventBridge could not deliver an event to its queue for a day; check the queue policy',
};

function deadLetterAlarms() {
  return Object.entries(deadLetters).map(([id, description]) => [
    `${id}DeadLetterAlarm`,
    { description, ...ofQueue(`${id}DeadLetterQueue`, 'ApproximateNumberOfMessagesVisible') },
  ]);
}

/** How old the oldest message of a queue may be, in seconds. A busy Slack sends messages of `notify` back, and people wait for `command`. */
const oldestSeconds = { Observe: 300, Discover: 600, Command: 120, Notify: 900 };

function ageAlarms() {
  return Object.entries(oldestSeconds).map(([id, threshold]) => [
    `${id}AgeAlarm`,
    {
      description: `A message has waited in the queue of ${id.toLowerCase()} for more than ${threshold} seconds: its function fails, is throttled, or cannot keep up`,
      ...ofQueue(`${id}Queue`, 'ApproximateAgeOfOldestMessage'),
      EvaluationPeriods: 3,
      Threshold: threshold,
    },
  ]);
}

/** Invocations that failed or timed out, in five minutes, before somebody is told. What failed once comes back by its queue. */
const mostErrors = { Observe: 3, Sweep: 2, Discover: 3, Slack: 0, Command: 1, Notify: 3 };

/** A timeout counts as an error, too: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function functionAlarms() {
  return Object.entries(mostErrors).flatMap(([id, threshold]) => {
    const dimensions = [{ Name: 'FunctionName', Value: { Ref: `${id}LambdaFunction` } }];
    const ofFunction = { Namespace: 'AWS/Lambda', Dimensions: dimensions, Period: 5 * minute };
    const name = id.toLowerCase();
    return [
      [
        `${id}ErrorAlarm`,
        {
          description: `The function ${name} fails or times out; see its log`,
          ...ofFunction,
          MetricName: 'Errors',
          Threshold: threshold,
        },
      ],
      [
        `${id}ThrottleAlarm`,
        {
          description: `The function ${name} is throttled: the account has no concurrency left for it`,
          ...ofFunction,
          MetricName: 'Throttles',
          Threshold: 10,
        },
      ],
    ];
  });
}

function ingressAlarms() {
  const ofApi = {
    Namespace: 'AWS/ApiGateway',
    Dimensions: [{ Name: 'ApiId', Value: { Ref: 'HttpApi' } }],
    Period: 5 * minute,
  };
  return [
    [
      'IngressFailureAlarm',
      { description: 'Requests from Slack failed; see the log of slack', ...ofApi, MetricName: '5xx' },
    ],
    [
      'IngressRefusalAlarm',
      {
        description:
          'Many requests to the ingress were refused. Either the signing secret was rotated in Slack and not in its parameter, or somebody else calls',
        ...ofApi,
        MetricName: '4xx',
        Threshold: 20,
      },
    ],
  ];
}

/** What only the logs tell: the function whose log it is, the line, and what counts. */
const counted = {
  Sweeps: { log: 'Sweep', message: 'swept', metric: 'sweeps' },
  ListingFailures: { log: 'Discover', message: 'something could not be listed', metric: 'listing-failures' },
};

function logMetrics(name) {
  return Object.fromEntries(
    Object.entries(counted).map(([id, { log, message, metric }]) => [
      id,
      {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: `${log}LogGroup` },
          FilterPattern: `{ $.message = "${message}" }`,
          MetricTransformations: [
            { MetricName: `${name}-${metric}`, MetricNamespace: 'proton-bot', MetricValue: '1', DefaultValue: 0 },
          ],
        },
      },
    ]),
  );
}

function logAlarms(name) {
  const ofBot = (metric) => ({ Namespace: 'proton-bot', MetricName: `${name}-${metric}` });
  return [
    [
      'SweepAlarm',
      {
        description:
          'No sweep has succeeded for five minutes: stuck deployments of which no event tells are not found; see the log of sweep',
        ...ofBot('sweeps'),
        EvaluationPeriods: 5,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        // A sweep that never ran writes no line.
        TreatMissingData: 'breaching',
      },
    ],
    [
      'ListingAlarm',
      {
        description:
          'The deployments in progress of a back end could not be listed for ten minutes; the log of discover names back end, scope and operation',
        ...ofBot('listing-failures'),
        EvaluationPeriods: 10,
      },
    ],
  ];
}

/**
 * What the bot wanted to do and could not is told at once, and once: the event names target, action and error. Nothing else of an
 * event goes to the topic, whose subscribers are not the people of the channels.
 */
function failedActionRule(topic) {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Description: 'Actions that were refused, or given up, to the topic of the alarms',
      EventBusName: { Ref: 'Bus' },
      EventPattern: {
        source: ['proton-bot'],
        'detail-type': ['Action Settled'],
        detail: { entry: { event: { outcome: ['refused', 'gaveUp'] } } },
      },
      Targets: [
        {
          Id: 'alarms',
          Arn: topic,
          InputTransformer: {
            InputPathsMap: {
              action: '$.detail.entry.event.action',
              outcome: '$.detail.entry.event.outcome',
              name: '$.detail.entry.name',
              target: '$.detail.entry.target',
            },
            InputTemplate:
              '"proton-bot could not <action> <name>: <outcome>. Target: <target>. See the trail of the target."',
          },
        },
      ],
    },
  };
}

module.exports = alarms;
