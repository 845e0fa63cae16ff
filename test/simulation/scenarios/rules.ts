import type { ControlPlaneState } from '@proton-bot/control-plane';
import { providerRegistry } from '../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../src/lib/rules/check/index.ts';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import type { Rules } from '../../../src/lib/rules/index.ts';
import { prepareProtonFixtures } from '../../../src/simulation/index.ts';

/** So many must say yes where a rule asks. */
export const peopleToApprove = 2;
export const trustedAccount = '111122223333';
export const unknownAccount = '999988887777';

/** The rule that sends somebody a message of what has failed, and others five minutes later. */
export const alertOnFailures = 'alert-on-failures';
export const escalatesAfterMs = 5 * 60_000;

/** What the rules of one back end match. */
interface Matches {
  /** The kind of which a rule cannot be evaluated. */
  readonly brokenKind: string;
  /** What it would do. */
  readonly brokenAction: string;
  /** What the rule in shadow is for. */
  readonly shadowMatch: string;
  /** Rules of this back end only. */
  readonly others?: string;
}

const textFor = ({ brokenKind, brokenAction, shadowMatch, others = '' }: Matches, askedFor: string): string => `
version: 1
lists:
  trustedAccounts: ["${trustedAccount}"]
rules:
  - name: cancel-stuck
    on: deployment
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("5m")
    do: [{ cancel: { reason: stuck for more than five minutes } }]
    mode: enforce
  - name: cancel-early-on-paper
    on: deployment
    match: { ${shadowMatch} }
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("150s")
    do: [{ cancel: { reason: only on paper } }]
    mode: shadow
  - name: cancel-when-approved
    on: deployment
    match: { kind: environment }
    when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("90s")
    do: [{ cancel: { reason: somebody thinks that it hangs } }]
    mode: approve
    approval: { people: ${peopleToApprove}, within: ${askedFor} }
  - name: cannot-be-evaluated
    on: deployment
    match: { kind: ${brokenKind} }
    when: int(deployment.name) > 1
    do: [{ ${brokenAction} }]
    mode: enforce
  - name: ${alertOnFailures}
    on: deployment
    when: deployment.phase == "failed"
    do: [{ notify: { people: on-call, escalate: { after: 5m, people: lead } } }]
    mode: enforce
  - name: accept-known-accounts
    on: connection
    when: connection.status == "PENDING" && connection.environmentAccountId in lists.trustedAccounts
    do: [{ accept: {} }]
    mode: enforce
  - name: ask-about-unknown-accounts
    on: connection
    when: connection.status == "PENDING" && !(connection.environmentAccountId in lists.trustedAccounts)
    do: [{ notify: { channel: platform } }]
    mode: enforce
${others}`;

export const usualMatches: Matches = {
  brokenKind: 'component',
  brokenAction: 'cancel: { reason: never }',
  shadowMatch: 'environment: "prod*"',
};

/**
 * The rules that every simulated history runs under.
 *
 * @param askedFor - how long people may take to approve
 */
export function simulatedRules(matches: Matches = usualMatches, askedFor = '3m'): Rules {
  const checked = checkRules(textFor(matches, askedFor), 'simulated-rules.yml', { providers: providerRegistry });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, undefined, 2));
  return compileRules(checked.document);
}

/** The rules of a build: another one asks people otherwise, so that what they approved before is another text. */
export function rulesOfBuilds(matches?: Matches): (build: string) => Rules {
  const earlier = simulatedRules(matches);
  const later = simulatedRules(matches, '4m');
  return (build) => (build === 'build-2' ? later : earlier);
}

let prepared: Promise<ControlPlaneState> | undefined;

/** The fixtures at rest, made once. */
export function preparedState(): Promise<ControlPlaneState> {
  prepared ??= prepareProtonFixtures(simulatedRules());
  return prepared;
}
