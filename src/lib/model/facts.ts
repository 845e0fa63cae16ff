import { type ConnectionFacts, type DeploymentFacts, phases } from './subject.ts';

/** What rules, their tests and their documentation need to know about a member of the facts. */
interface Described {
  /** For people who write rules, in Markdown; empty if the name is enough. */
  readonly sentence: string;
}

/** `values`: all possible values, if they are a closed set; the empty text means "none". */
interface TextMember<Value extends string> extends Described {
  readonly type: 'string';
  /** The default in a test of rules. */
  readonly usual: Value;
  readonly values?: readonly Value[];
  /** The description that editors show in a test; left out if the name is enough. */
  readonly given?: string;
}

interface BoolMember extends Described {
  readonly type: 'bool';
  readonly usual: boolean;
}

interface MapMember extends Described {
  readonly type: 'map<string, string>';
  readonly usual: Readonly<Record<string, string>>;
  readonly given: string;
}

/** In the facts, epoch milliseconds under the same name with `Ms`; 0 if it is not known. A test gives it as a length of time. */
interface MomentMember extends Described {
  readonly type: 'timestamp';
  /** The name of the time since then in a test, and its description in editors; absent if a test cannot give it. */
  readonly given?: { readonly name: string; readonly sentence: string };
}

/** One description of a member, whatever it is. */
export type FactMember = TextMember<string> | BoolMember | MapMember | MomentMember;

type MemberFor<Fact> = [Fact] extends [string]
  ? TextMember<Fact>
  : [Fact] extends [boolean]
    ? BoolMember
    : [Fact] extends [number]
      ? MomentMember
      : MapMember;

/** A description of each of the facts. A missing one, or one of the wrong type, does not compile. */
type MembersOf<Facts> = {
  readonly [Field in keyof Facts & string as Field extends `${infer Moment}Ms` ? Moment : Field]-?: MemberFor<
    Exclude<Facts[Field], undefined>
  >;
};

/**
 * The only list of the members that rules can use, in the order of the documentation. The types of conditions, the inputs and
 * defaults of tests of rules, and the tables of `docs/rules.md` are made from it.
 */
export const factMembers = {
  deployment: {
    provider: {
      type: 'string',
      usual: 'proton',
      sentence: 'the back end, by its name in `bot.yml`',
    },
    kind: {
      type: 'string',
      usual: 'serviceInstance',
      sentence: 'the kind of target',
    },
    target: { type: 'string', usual: 'arn:aws:proton:eu-west-1:111122223333:target', sentence: 'the ARN' },
    name: {
      type: 'string',
      usual: 'orders/api',
      sentence:
        "`prod-eu`, `orders/api`, `orders/pipeline`; a stack's name, or `stackset:<name>`; an instance's own name, or its id where it has none; of ECS `<cluster>/<service>`; of CodeDeploy `<application>/<group>`; of Git sync `sync:<stack>`",
    },
    account: { type: 'string', usual: '111122223333', sentence: 'id of the account that the target is in' },
    region: { type: 'string', usual: 'eu-west-1', sentence: '' },
    environment: {
      type: 'string',
      usual: 'environment',
      sentence: 'empty for a pipeline or an instance, which belong to none; of others, what their tags say',
    },
    service: { type: 'string', usual: 'orders', sentence: 'empty where there is none; of others, what their tags say' },
    status: {
      type: 'string',
      usual: 'IN_PROGRESS',
      sentence:
        "as Proton says it; an instance's is [put into the same words](#instances-of-aws-supply-chain), and so is a [stack's](back-ends.md#cloudformation); ECS has [its own](back-ends.md#amazon-ecs); an unknown word is possible",
    },
    phase: {
      type: 'string',
      usual: 'running',
      values: phases,
      given: 'How far it is; left out, what the status means to the provider.',
      sentence:
        '`queued`, `running`, `waiting` (healthy: it waits for something), `stopping` (being stopped or rolled back), `succeeded`, `failed`, `cancelled`, `gone`; the same words for every back end',
    },
    operation: {
      type: 'string',
      usual: 'update',
      values: ['create', 'update', 'delete', 'unknown'],
      sentence: '`create`, `update`, `delete`, `unknown`',
    },
    id: { type: 'string', usual: '00000000-0000-4000-8000-000000000000', sentence: 'empty for an instance' },
    initiator: {
      type: 'string',
      usual: '',
      sentence: 'who or what started it; empty where the back end does not say',
    },
    cause: {
      type: 'string',
      usual: '',
      values: ['', 'asked', 'breaker', 'alarm', 'superseded', 'unknown'],
      sentence:
        'why it ended or stops: `asked`, `breaker`, `alarm`, `superseded` (a newer one took its place), `unknown`; empty while it runs',
    },
    needsHuman: { type: 'bool', usual: false, sentence: 'whether only a person can repair it' },
    labels: {
      type: 'map<string, string>',
      usual: {},
      given: 'Tags and the like, by name.',
      sentence: 'tags, by name: `"team" in deployment.labels && deployment.labels["team"] == "shop"`',
    },
    template: { type: 'string', usual: 'template', sentence: 'empty where there is none' },
    templateVersion: { type: 'string', usual: '1.0', sentence: 'empty where there is none' },
    startedAt: {
      type: 'timestamp',
      given: { name: 'age', sentence: 'How long ago it started: 46m, 1h30m.' },
      sentence: 'of a deletion: when what is deleted was last deployed or, for an instance, created',
    },
    endedAt: { type: 'timestamp', sentence: 'missing while it is under way, and where the back end does not say' },
    lastProgressAt: {
      type: 'timestamp',
      given: { name: 'idle', sentence: 'How long ago anything last changed: 10m. Left out, the same as age.' },
      sentence: 'when anything last changed: its phase, a stage, a count',
    },
    expectedBy: {
      type: 'timestamp',
      given: {
        name: 'overdue',
        sentence: 'How long ago it should have ended: 10m. Left out, that moment is just now.',
      },
      sentence:
        'by when it has ended if all goes as planned: what it waits for on purpose, such as bake times, is counted in; missing where nothing is planned, or the back end does not say',
    },
  },
  connection: {
    provider: { type: 'string', usual: 'proton', sentence: '`proton`' },
    id: { type: 'string', usual: '00000000-0000-4000-8000-000000000000', sentence: '' },
    target: {
      type: 'string',
      usual:
        'arn:aws:proton:eu-west-1:111122223333:environment-account-connection/00000000-0000-4000-8000-000000000000',
      sentence: 'the ARN',
    },
    status: { type: 'string', usual: 'PENDING', sentence: '`PENDING`, `CONNECTED`, `REJECTED`' },
    environment: { type: 'string', usual: 'environment', sentence: '' },
    environmentAccountId: {
      type: 'string',
      usual: '111122223333',
      sentence: 'the account that asks to be connected; `match` calls it `account`',
    },
    managementAccountId: { type: 'string', usual: '444455556666', sentence: 'the account that decides' },
    roleArn: { type: 'string', usual: 'arn:aws:iam::111122223333:role/proton', sentence: '' },
    requestedAt: {
      type: 'timestamp',
      given: { name: 'age', sentence: 'How long ago it was requested: 46m, 1h30m.' },
      sentence: '',
    },
  },
} as const satisfies {
  readonly deployment: MembersOf<DeploymentFacts>;
  readonly connection: MembersOf<ConnectionFacts>;
};

/** What only the bot knows of a deployment, not the back end. Conditions can use it together with the facts. */
export const ownMembers = {
  deployment: {
    held: {
      type: 'bool',
      usual: false,
      sentence: 'true while people have put it on hold; also without it in a rule, no rule and no button acts then',
    },
  },
  connection: {},
} as const satisfies Readonly<Record<keyof typeof factMembers, Readonly<Record<string, BoolMember>>>>;

/** Everything that conditions can use of a subject, by name. */
export function membersOf(on: keyof typeof factMembers): Readonly<Record<string, FactMember>> {
  return { ...factMembers[on], ...ownMembers[on] };
}
