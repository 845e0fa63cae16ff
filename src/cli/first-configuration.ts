import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { usualTagKeys } from '../lib/model/tags.ts';

/** What a first configuration is made from. */
export interface FirstConfiguration {
  /** The shipped files, whose comments and rules are the model. */
  readonly shippedBot: string;
  readonly shippedRules: string;
  readonly teamId: string;
  /** The chat's id of the one channel that everything goes to. */
  readonly channelId: string;
  /** The person who may hold, release and approve at first; absent: nobody may. */
  readonly userId?: string;
  /** Back ends to watch. */
  readonly providers: readonly string[];
  /** Tag keys that are in use. */
  readonly tagKeys: Iterable<string>;
}

const onlyChannel = 'deploys';
const firstPeople = 'platform';

/** A `bot.yml` that watches, posts to one channel, and has no right to change anything. */
export function firstBotFile(given: FirstConfiguration): string {
  const document = parseDocument(given.shippedBot);
  document.commentBefore =
    ' yaml-language-server: $schema=./bot.schema.json\n\n Written by "proton-bot init". It watches only: each right to act is off, until you set it to true.\n What each setting means: docs/deploying.md';
  document.setIn(['slack', 'teamId'], given.teamId);
  const providers = mapAt(document, 'providers');
  for (const { key, value } of providers.items) {
    if (!isMap(value)) continue;
    for (const option of value.items) value.set(option.key, false);
    value.set('enabled', given.providers.includes(String(key)));
  }
  document.set('tags', document.createNode(tagsOf(given.tagKeys)));
  document.set('channels', document.createNode({ [onlyChannel]: given.channelId }));
  document.set(
    'routes',
    document.createNode([{ channels: [onlyChannel] }, { on: 'connection', channels: [onlyChannel] }]),
  );
  const { userId } = given;
  document.set('people', document.createNode(userId === undefined ? {} : { [firstPeople]: { users: [userId] } }));
  const permissions =
    userId === undefined ? [] : [{ allow: ['approve', 'hold', 'override', 'steer'], people: [firstPeople] }];
  document.set('permissions', document.createNode(permissions));
  return document.toString({ lineWidth: 0 });
}

/** The shipped rules about these back ends, all in shadow: they write down what they would do, and do nothing. */
export function firstRulesFile(given: FirstConfiguration): string {
  const document = parseDocument(given.shippedRules);
  document.commentBefore =
    ' yaml-language-server: $schema=./rules.schema.json\n\n Written by "proton-bot init". Every rule is in shadow: it writes down what it would do, and does nothing.\n Watch that for some days, and then set one rule after the other to "mode: enforce". See docs/rules.md';
  const rules = seqAt(document, 'rules');
  rules.items = rules.items.filter((rule) => isMap(rule) && isAboutAny(rule, given.providers));
  for (const rule of rules.items) {
    if (!isMap(rule)) continue;
    rule.set('mode', 'shadow');
    tellOnlyChannel(document, rule, given.userId !== undefined);
  }
  const names = new Set(rules.items.flatMap((rule) => (isMap(rule) ? [String(rule.get('name'))] : [])));
  const tests = seqAt(document, 'tests');
  tests.items = tests.items.filter((test) => isMap(test) && isAboutOnly(test, names));
  if (!document.toString().includes('lists.')) document.delete('lists');
  return document.toString({ lineWidth: 0 });
}

/** Rules without a back end are about Proton's deployments and connections. One with `*` is about all. */
function isAboutAny(rule: YAMLMap, providers: readonly string[]): boolean {
  const provider: unknown = rule.getIn(['match', 'provider']) ?? 'proton';
  return provider === '*' || providers.includes(String(provider));
}

function tellOnlyChannel(document: Document, rule: YAMLMap, hasPeople: boolean): void {
  const actions = rule.get('do');
  if (!isSeq(actions)) return;
  for (const action of actions.items) {
    if (!isMap(action) || !action.has('notify')) continue;
    const mention = hasPeople ? { mention: [`@${firstPeople}`] } : {};
    action.set('notify', document.createNode({ channel: onlyChannel, ...mention }));
  }
}

function isAboutOnly(test: YAMLMap, names: ReadonlySet<string>): boolean {
  const expected = test.get('expect');
  return isMap(expected) && expected.items.every(({ key }) => names.has(String(key)));
}

/** The usual keys, those in use first. */
function tagsOf(inUse: Iterable<string>): typeof usualTagKeys {
  const used = new Set(inUse);
  const sorted = (keys: readonly string[]) => [
    ...keys.filter((key) => used.has(key)),
    ...keys.filter((key) => !used.has(key)),
  ];
  return { environment: sorted(usualTagKeys.environment), service: sorted(usualTagKeys.service) };
}

function mapAt(document: Document, key: string): YAMLMap {
  const value = document.get(key);
  if (!isMap(value)) throw new TypeError(`the shipped file has no "${key}"`);
  return value;
}

function seqAt(document: Document, key: string): YAMLSeq {
  const value = document.get(key);
  if (!isSeq(value)) throw new TypeError(`the shipped file has no "${key}"`);
  return value;
}
