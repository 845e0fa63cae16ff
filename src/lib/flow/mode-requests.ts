import { type Controls, effectiveMode } from '../model/controls.ts';
import type { RuleMode } from '../model/decision.ts';
import type { Answer } from '../model/request.ts';
import { describeActions } from '../rules/index.ts';
import { approveRuleMode, setRuleMode } from './change-controls.ts';
import { refusalOf, steererOf } from './request-permission.ts';
import type { RequestContext } from './request-ports.ts';

const modes: readonly RuleMode[] = ['off', 'shadow', 'approve', 'enforce'];

/** Every rule, with its mode in the file and its mode now. */
export async function showRules({ ports }: RequestContext): Promise<Answer> {
  const [rules, controls] = [await ports.rules(), await ports.controls.get()];
  return {
    kind: 'ruleList',
    areStopped: controls.killSwitch !== undefined,
    rules: rules.document.rules.map((rule) => ({
      name: rule.name,
      ...(rule.description === undefined ? {} : { description: rule.description }),
      does: describeActions(rule.actions),
      mode: rule.mode,
      currentMode: effectiveMode(controls, rule, rules.hash),
    })),
  };
}

/** Gives a rule another mode until the rules change: at once where it does less then, else with another person's approval. */
export async function requestMode(
  context: RequestContext,
  { rule, mode: typed, reason }: { readonly rule: string; readonly mode: string; readonly reason: string },
): Promise<Answer> {
  const mode = modes.find((one) => one === typed.toLowerCase());
  if (mode === undefined) return { kind: 'help', problem: `A mode is one of ${modes.join(', ')}, not "${typed}"` };
  const refused = await refusalOf(context, 'steer', `set the mode of ${rule} to ${mode}`, undefined);
  if (refused) return refused;
  const { ports } = context;
  const answer = await setRuleMode(ports, await ports.rules(), { rule, mode }, steererOf(context, reason));
  const { kind: result } = answer;
  if (answer.kind !== 'approvalNeeded') return { kind: 'mode', rule, mode, result };
  const { id, expiresAtMs } = answer.request;
  return { kind: 'mode', rule, mode, result, id, expiresAtMs };
}

/**
 * Approves a mode that somebody else has asked for.
 *
 * @returns `undefined` if this id is not that of such a request
 */
export async function approveTypedMode(context: RequestContext, id: string): Promise<Answer | undefined> {
  const { ports } = context;
  const asked = requestOrOverride(await ports.controls.get(), id);
  if (asked === undefined) return undefined;
  const { rule, mode } = asked;
  const refused = await refusalOf(context, 'steer', `approve the mode ${mode} of ${rule}`, undefined);
  if (refused) return refused;
  const result = await approveRuleMode(ports, await ports.rules(), id, steererOf(context, ''));
  // An earlier delivery of this request has approved it, or somebody else has: it stands.
  return { kind: 'modeApproval', rule, mode, result: result === 'notAsked' ? 'approved' : result };
}

/** A request for a mode, or the mode that came of it. */
function requestOrOverride({ modeRequests, modeOverrides }: Controls, id: string) {
  const isApproved = ({ id: own, approvedBy }: Controls['modeOverrides'][number]) =>
    own === id && approvedBy !== undefined;
  return modeRequests.find((request) => request.id === id) ?? modeOverrides.find(isApproved);
}
