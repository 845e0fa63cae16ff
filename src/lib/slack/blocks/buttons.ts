import { type ActionType, actionTypes, conflictsWith, isForEnded } from '../../model/claim.ts';
import { aboutOf, whyAskFirst } from '../../model/claims.ts';
import type { Item } from '../../model/item.ts';
import { subjectsOfActions } from '../../model/permission.ts';
import { environmentOf, isFinal, nameOf } from '../../model/statuses.ts';
import type { Subject } from '../../model/subject.ts';
import { actionIds, replyActionIds } from '../action-ids.ts';
import { type ButtonValue, formatButtonValue, formatReplyValue } from '../button-value.ts';
import { cut, onOneLine } from '../plain.ts';
import { type Button, limits, plainTextObject } from './block-kit.ts';
import { kindOf } from './words.ts';

interface Style {
  readonly label: string;
  readonly color: 'primary' | 'danger';
  readonly title: string;
  readonly keep: string;
  /** What the dialog says before the name, and after it. */
  readonly question: string;
  readonly consequence: string;
}

const styles: Readonly<Record<ActionType, Style>> = {
  cancel: {
    label: 'Cancel deployment',
    color: 'danger',
    title: 'Cancel this deployment?',
    keep: 'Keep running',
    question: 'Cancels the deployment of',
    consequence: 'Changes that it has already made may remain.',
  },
  retry: {
    label: 'Retry',
    color: 'primary',
    title: 'Retry this deployment?',
    keep: 'Not now',
    question: 'Runs again what failed in the deployment of',
    consequence: 'Steps that succeeded are not run again.',
  },
  rollback: {
    label: 'Roll back',
    color: 'danger',
    title: 'Roll back to the last good version?',
    keep: 'Leave it as it is',
    question: 'Deploys the last successful version again to',
    consequence: 'The changes of this deployment are replaced.',
  },
  continue: {
    label: 'Continue',
    color: 'primary',
    title: 'Continue this deployment?',
    keep: 'Not now',
    question: 'Ends the current wait of',
    consequence: 'The deployment goes on.',
  },
  turnDown: {
    label: 'Turn down',
    color: 'danger',
    title: 'Turn this deployment down?',
    keep: 'Not now',
    question: 'Rejects the approval that is open for',
    consequence: 'The deployment ends. This cannot be undone.',
  },
  accept: {
    label: 'Accept',
    color: 'primary',
    title: 'Accept this connection?',
    keep: 'Not now',
    question: 'Lets the management account deploy through',
    consequence: '',
  },
  reject: {
    label: 'Reject',
    color: 'danger',
    title: 'Reject this connection?',
    keep: 'Not now',
    question: 'Rejects',
    consequence: 'A rejected connection cannot be accepted later.',
  },
};

/** The buttons that make sense for an item: none after its state has changed, or while somebody acts on it. */
export function buttonsFor(item: Item): readonly Button[] {
  return possibleActions(item).flatMap((action) => {
    const about = aboutOf(action, item);
    return actionButton(action, { ...item.key, ...(about === undefined ? {} : { about }) }, item.subject) ?? [];
  });
}

function possibleActions(item: Item): readonly ActionType[] {
  const { subject } = item;
  const actions = actionTypes.filter(
    (action) =>
      subjectsOfActions[action] === subject.on &&
      isForEnded(action) === isFinal(subject) &&
      item.details.actions[action]?.available === true &&
      (!isCreation(subject) || whyAskFirst(action, item) !== undefined || action === 'continue'),
  );
  const claims = Object.values(item.claims);
  const isTaken = (action: ActionType) => claims.some((claim) => conflictsWith(claim, action, aboutOf(action, item)));
  // What was let go on can still be cancelled; what is being retried is not rolled back.
  if (subject.on === 'deployment' && !isFinal(subject)) {
    return isTaken('cancel') ? [] : actions.filter((action) => !isTaken(action));
  }
  // Accepting and rejecting exclude each other: one claim of either removes both buttons.
  return actions.some(isTaken) ? [] : actions;
}

/** A creation cannot be cancelled, except for a component (assumption A15), so there is no button. */
export function isCreation(subject: Subject): boolean {
  return (
    subject.on === 'deployment' && subject.deployment.operation === 'create' && subject.deployment.kind !== 'component'
  );
}

/**
 * Approve and decline for each question that rules ask people; the dialog says exactly what will be done.
 *
 * @param only - of this question only
 */
export function replyButtonsFor(item: Item, only?: string): readonly (readonly Button[])[] {
  return Object.values(item.claims).flatMap(({ state, action, reason, question }) => {
    if (state !== 'awaitingApproval' || question === undefined || question.id !== (only ?? question.id)) return [];
    const value = formatReplyValue({ key: item.key, questionId: question.id });
    if (value === undefined) return [];
    const { label, color, question: does } = styles[action];
    const text = `${does} ${described(item.subject)}: ${cut(onOneLine(reason), 100)}`;
    const buttons = (['approve', 'decline'] as const).map((answer): Button => {
      const title = answer === 'approve' ? `Approve: ${label.toLowerCase()}` : `Decline: ${label.toLowerCase()}`;
      return {
        type: 'button',
        action_id: replyActionIds[answer],
        text: plainTextObject(title, 75),
        style: answer === 'approve' ? color : 'danger',
        value,
        confirm: {
          title: plainTextObject(`${title}?`, limits.confirmTitle),
          text: plainTextObject(answer === 'approve' ? text : `This will not be done: ${text}`, limits.confirmText),
          confirm: plainTextObject(answer === 'approve' ? 'Approve' : 'Decline', 30),
          deny: plainTextObject('Not now', 30),
          style: answer === 'approve' ? color : 'danger',
        },
      };
    });
    return [buttons];
  });
}

/** One button with its confirm dialog; `undefined` if its value is too long for Slack. */
export function actionButton(action: ActionType, meant: ButtonValue, subject: Subject): Button | undefined {
  const value = formatButtonValue(meant);
  if (value === undefined) return undefined;
  const { label, color, title, keep, question, consequence } = styles[action];
  return {
    type: 'button',
    action_id: actionIds[action],
    text: plainTextObject(label, 75),
    style: color,
    value,
    confirm: {
      title: plainTextObject(title, limits.confirmTitle),
      text: plainTextObject(`${question} ${described(subject)}. ${consequence}`.trim(), limits.confirmText),
      confirm: plainTextObject(label, 30),
      deny: plainTextObject(keep, 30),
      style: color,
    },
  };
}

/** The name of the subject, which a person must see before they press. Short enough for the dialog's 300 characters. */
function described(subject: Subject): string {
  // Both names must be visible: that of the service and that of its instance.
  const parts = onOneLine(nameOf(subject)).split('/');
  const name = cut(parts.map((part) => cut(part, 60)).join('/'), 121);
  const environment = cut(onOneLine(environmentOf(subject)), 50);
  if (subject.on === 'deployment') {
    const where = environment === '' || environment === name ? '' : ` in ${environment}`;
    return `${kindOf(subject).toLowerCase()} ${name}${where}`;
  }
  const account = cut(onOneLine(subject.connection.environmentAccountId), 20);
  return `connection ${name} of account ${account} for ${environment}`;
}
