import type { ActionOutcome, ActionType, Actor, Claim, Question } from './claim.ts';
import type { ParsedCommand } from './command.ts';
import type { Hold, ModeRequest } from './controls.ts';
import type { Decision, RuleAction, RuleMode } from './decision.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { ScopeFailure } from './discovery.ts';
import type { Item, ItemHold, ItemKey } from './item.ts';
import type { FieldProblem, Resource, ResourceOperation, ResourceOperationKind } from './resource-operation.ts';
import type { ConnectionFacts } from './subject.ts';
import type { TrailEntry } from './trail.ts';

/** What a person wants: a typed command, or a button pressed on the message of one attempt. */
export type Interaction =
  | { readonly type: 'command'; readonly command: ParsedCommand }
  /** A button under the question of a rule. It carries only the id of the question, not the action. */
  | {
      readonly type: 'reply';
      readonly answer: 'approve' | 'decline';
      readonly questionId: string;
      readonly key: ItemKey;
    }
  | {
      readonly type: 'click';
      readonly action: ActionType;
      readonly key: ItemKey;
      /** What of the attempt the button was for. */
      readonly about?: string;
    }
  /** "I'm on it". */
  | { readonly type: 'own'; readonly key: ItemKey }
  /** A submitted form, or a button that says what it does. */
  | { readonly type: 'operation'; readonly operation: ResourceOperation };

export interface PersonRequest {
  /** The chat's id of this request (its `trigger_id`): the same for every delivery. */
  readonly id: string;
  /** When the ingress received it from the chat, in epoch milliseconds; 0 if unknown. The same for every delivery. */
  readonly receivedAtMs: number;
  readonly interaction: Interaction;
  readonly userId: string;
  readonly teamId: string;
  readonly channelId: string;
  /** A secret: anybody who has it can post. Never logged. */
  readonly responseUrl: string;
}

/** A request as read from the chat. Its time is added when it is queued. */
export type IncomingRequest = Omit<PersonRequest, 'receivedAtMs'>;

/** A provider that did not answer, and why: the short name of its error. */
export interface Unasked {
  readonly provider: string;
  readonly error: string;
  /** If several scopes were asked: those that did not answer. */
  readonly scopes?: readonly ScopeFailure[];
}

/** Something that a name may mean. */
export interface Choice {
  readonly provider: string;
  readonly name: string;
  /** The provider's full and unique name for it. */
  readonly target: string;
  /** Where it is, which distinguishes targets with the same name. Absent in records of an earlier version. */
  readonly place?: { readonly account: string; readonly region: string };
}

/** A diagnosis that a person asked for. */
export interface AskedDiagnosis {
  readonly item: Item;
  /** Taken now, or else the one that is kept; absent if there is neither. */
  readonly diagnosis?: Diagnosis;
}

/** What a rule says of a target now. */
export interface ExplainedRule {
  readonly decision: Decision;
  /** What it does when it fires. */
  readonly planned: readonly RuleAction[];
  /** The same in one phrase. */
  readonly does: string;
  /** What it has asked for so far. */
  readonly claims: readonly Claim[];
}

/** A rule, and what people have made of it. */
export interface ShownRule {
  readonly name: string;
  readonly description?: string;
  /** What it does when it fires, in one phrase. */
  readonly does: string;
  /** As in the file. */
  readonly mode: RuleMode;
  /** The mode in which it decides now: people may have set another one, or stopped all rules. */
  readonly currentMode: RuleMode;
}

/** Groups of people and permissions of `bot.yml` that somebody has. */
export interface Standing {
  readonly groups: readonly string[];
  /** Each in words: `may cancel in prod*, from #deploys`. */
  readonly permissions: readonly string[];
  /** Groups of people whose members Slack did not return. */
  readonly unknown: readonly string[];
  readonly isOtherWorkspace: boolean;
}

/** The answer to the person. */
export type Answer =
  | { readonly kind: 'help'; readonly problem?: string }
  | { readonly kind: 'notFound'; readonly name: string }
  | {
      readonly kind: 'status';
      readonly items: readonly Item[];
      readonly total: number;
      readonly unasked?: readonly Unasked[];
    }
  /** Why deployments fail or hang, as far as anybody can say now. Sensitive: for the person who asked. */
  | { readonly kind: 'diagnoses'; readonly diagnoses: readonly AskedDiagnosis[]; readonly unasked?: readonly Unasked[] }
  /** What each rule says of a target now, and why. */
  | {
      readonly kind: 'why';
      readonly item: Item;
      readonly rules: readonly ExplainedRule[];
      readonly areRulesStopped: boolean;
      /** Whether the build that answers is the one that decides. */
      readonly isBuildInForce: boolean;
    }
  /** The newest entries of a target's trail, oldest first. */
  | {
      readonly kind: 'history';
      readonly item: Item;
      readonly entries: readonly TrailEntry[];
      readonly total: number;
    }
  | {
      readonly kind: 'approvals';
      readonly questions: readonly { readonly item: Item; readonly claim: Claim; readonly question: Question }[];
      /** What a back end itself waits for, such as a manual approval of a pipeline, or a connection. */
      readonly waits: readonly Item[];
      readonly total: number;
      readonly modes: readonly ModeRequest[];
    }
  | { readonly kind: 'ruleList'; readonly rules: readonly ShownRule[]; readonly areStopped: boolean }
  /** What came of a request for another mode of a rule, or of its approval. */
  | {
      readonly kind: 'mode';
      readonly rule: string;
      readonly mode: RuleMode;
      readonly result: 'changed' | 'approvalNeeded' | 'sameMode' | 'over' | 'noSuchRule' | 'offInFile';
      /** With `approvalNeeded`: what another person types, and until when. */
      readonly id?: string;
      readonly expiresAtMs?: number;
    }
  | {
      readonly kind: 'modeApproval';
      readonly result: 'approved' | 'ownRequest' | 'expired' | 'outdated';
      readonly rule: string;
      readonly mode: RuleMode;
    }
  | { readonly kind: 'whoami'; readonly userId: string; readonly standing: Standing }
  | {
      readonly kind: 'connections';
      readonly connections: readonly ConnectionFacts[];
      readonly unasked?: readonly Unasked[];
    }
  /** Several targets have this name, in several providers, accounts or Regions. Nothing was done. */
  | {
      readonly kind: 'ambiguous';
      readonly action: ActionType | 'hold' | 'override' | 'show' | 'delete' | 'why' | 'history';
      /** The provider of the resource; absent for a deployment or a connection. */
      readonly provider?: string;
      readonly name: string;
      readonly choices: readonly Choice[];
    }
  /** The person does not have the permission, and why. */
  | { readonly kind: 'refused'; readonly request: string; readonly reason: string }
  /** The action ended, one way or another. */
  | {
      readonly kind: 'settled';
      readonly action: ActionType;
      readonly name: string;
      readonly outcome: ActionOutcome;
      readonly status: string;
      /** The part that the calls named, as people call it; absent where they named the attempt itself. */
      readonly part?: string;
      readonly error?: string;
    }
  /** Somebody else is doing it, or did it. */
  | { readonly kind: 'alreadyClaimed'; readonly action: ActionType; readonly name: string; readonly actor: Actor }
  /** It is on hold: neither a rule nor a button can act on it. */
  | { readonly kind: 'onHold'; readonly action: ActionType; readonly name: string; readonly holds: readonly ItemHold[] }
  /** Stopped just before the call: nothing was done. */
  | { readonly kind: 'withdrawn'; readonly action: ActionType; readonly name: string; readonly reason: string }
  /** Put on hold; `onItsWay`: targets for which an earlier call may still arrive. */
  | { readonly kind: 'held'; readonly hold: Hold; readonly onItsWay: readonly string[] }
  | { readonly kind: 'holdOver'; readonly name: string }
  | { readonly kind: 'tooManyHolds'; readonly maximum: number }
  /** Without a name if there was no such hold. */
  | { readonly kind: 'released'; readonly id: string; readonly name?: string }
  | { readonly kind: 'holds'; readonly holds: readonly Hold[] }
  /** Who is on it. */
  | { readonly kind: 'owner'; readonly name: string; readonly userId: string }
  /** A question was answered, and nothing is done yet. */
  | {
      readonly kind: 'approval';
      readonly action: ActionType;
      readonly name: string;
      readonly result: 'moreNeeded' | 'declined' | 'ownRequest' | 'approvedAlready';
      readonly missing?: number;
    }
  /** The question was asked again since then, or was settled long ago. */
  | { readonly kind: 'oldQuestion' }
  | { readonly kind: 'rules'; readonly state: 'stopped' | 'acting' }
  /** It is not possible in this state. */
  | { readonly kind: 'notNow'; readonly action: ActionType; readonly name: string; readonly status: string }
  | { readonly kind: 'resources'; readonly provider: string; readonly resources: readonly Resource[] }
  | { readonly kind: 'resource'; readonly provider: string; readonly resource: Resource }
  /** Shows what would be deleted, with a button that deletes it. */
  | { readonly kind: 'deleteConfirmation'; readonly provider: string; readonly resource: Resource }
  /** The operation was accepted; the message in the channel shows the progress. */
  | {
      readonly kind: 'operationAccepted';
      readonly operation: ResourceOperationKind;
      readonly name: string;
      readonly note?: string;
    }
  | {
      readonly kind: 'operationRefused';
      readonly operation: ResourceOperationKind;
      readonly name: string;
      readonly error: string;
      /** The provider's own text: for this person only. */
      readonly message?: string;
      readonly problems: readonly FieldProblem[];
      /** It was called before, and nobody knows what came of that: that call may still take effect. */
      readonly wasCalledBefore?: true;
    }
  /** It is unknown whether the operation was accepted, and it is not tried again. */
  | { readonly kind: 'operationUncertain'; readonly operation: ResourceOperationKind; readonly name: string }
  /** The provider does not support it. */
  | { readonly kind: 'impossible'; readonly action: ActionType; readonly name: string; readonly because: string }
  /** The call's answer is lost; the live message will show the result. */
  | { readonly kind: 'pending'; readonly action: ActionType; readonly name: string }
  /** It came so late that its target may have changed; nothing was done. */
  | { readonly kind: 'tooOld'; readonly request: string; readonly limitMs: number }
  /** A service that the bot depends on failed; nothing was done. */
  | { readonly kind: 'failed'; readonly error: string; readonly unasked?: readonly Unasked[] };
