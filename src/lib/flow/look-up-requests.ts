import type { Item } from '../model/item.ts';
import type { Answer, ExplainedRule } from '../model/request.ts';
import { isFinal } from '../model/statuses.ts';
import type { TrailEntry } from '../model/trail.ts';
import { decide, describeActions, type Rules } from '../rules/index.ts';
import { openItems, questionsIn } from './approvals.ts';
import { choicesOf, unreachable } from './request-action.ts';
import type { RequestContext, RequestPorts } from './request-ports.ts';
import { resolve } from './resolve.ts';
import { type Steering, steeringFor } from './steering.ts';

/** A longer answer is too long to read; the command line shows the whole trail. */
const maximumEntries = 20;
const maximumQuestions = 15;

/** What each rule says of a target now, clause by clause: the same decision as a look makes, and nothing is written. */
export async function whyTyped(context: RequestContext, name: string): Promise<Answer> {
  const found = await findOne(context, 'why', name);
  if ('kind' in found) return found;
  const { ports } = context;
  const { item } = found;
  const [rules, controls] = [await ports.rules(), await ports.controls.get()];
  const steering = steeringFor(controls, rules, ports.build, item.subject, ports.clock.now());
  return {
    kind: 'why',
    item,
    rules: explainedRules(ports, rules, item, steering),
    areRulesStopped: controls.killSwitch !== undefined,
    isBuildInForce: steering.isInForce,
  };
}

function explainedRules(
  { clock }: Pick<RequestPorts, 'clock'>,
  rules: Rules,
  item: Item,
  steering: Steering,
): readonly ExplainedRule[] {
  const { on } = item.subject;
  return decide(rules, item.subject, clock.now(), steering).flatMap((decision) => {
    const document = rules.document.rules.find(({ name }) => name === decision.rule);
    if (document?.on !== on) return [];
    const claims = Object.values(item.claims).filter(
      ({ actor }) => actor.type === 'rule' && actor.rule === decision.rule,
    );
    return [{ decision, planned: document.actions, does: describeActions(document.actions), claims }];
  });
}

/** The newest entries of a target's trail: what the bot saw, decided, did and refused. */
export async function historyTyped(context: RequestContext, name: string): Promise<Answer> {
  const found = await findOne(context, 'history', name);
  if ('kind' in found) return found;
  const { item } = found;
  const entries: TrailEntry[] = [];
  let total = 0;
  for await (const page of context.ports.store.trail(item.key.target)) {
    total += page.length;
    entries.push(...page);
    entries.splice(0, Math.max(0, entries.length - maximumEntries));
  }
  return { kind: 'history', item, entries, total };
}

/** What waits for an approval: questions of rules, and modes that rules are to get. */
export async function showApprovals({ ports }: RequestContext): Promise<Answer> {
  const questions: Extract<Answer, { kind: 'approvals' }>['questions'][number][] = [];
  const waits: Item[] = [];
  let total = 0;
  for await (const item of openItems(ports.store)) {
    const asked = questionsIn(item);
    total += asked.length + (waitsForPeople(item) ? 1 : 0);
    questions.push(...asked.slice(0, maximumQuestions - questions.length));
    if (waitsForPeople(item) && waits.length < maximumQuestions) waits.push(item);
  }
  const nowMs = ports.clock.now();
  const { modeRequests } = await ports.controls.get();
  const modes = modeRequests.filter(({ expiresAtMs }) => nowMs < expiresAtMs);
  return { kind: 'approvals', questions, waits, total, modes };
}

/** Whether only a person's word lets it go on, and the bot may pass that on. */
function waitsForPeople({ details: { actions }, subject }: Item): boolean {
  if (isFinal(subject)) return false;
  return actions.continue?.available === true || actions.accept?.available === true;
}

/** The one target that a name means, looked at just now; or the answer that says why there is none. */
async function findOne(
  { ports }: RequestContext,
  action: 'why' | 'history',
  name: string,
): Promise<{ readonly item: Item } | Answer> {
  const known = ports.referenceOf(name);
  const typed = [...ports.provider.candidates(name), ...(ports.provider.connectionCandidates?.(name) ?? [])];
  const { found, unasked } = await resolve(ports, known === undefined ? typed : [known]);
  const [first, second] = found;
  if (first === undefined) return unasked.length > 0 ? unreachable(unasked) : { kind: 'notFound', name };
  if (second === undefined) return { item: first.item };
  return { kind: 'ambiguous', action, name, choices: choicesOf(found) };
}
