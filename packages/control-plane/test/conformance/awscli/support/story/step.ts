import { ACCOUNT, REGION, type World } from '../../../../support/world.ts';

export type Members = Readonly<Record<string, unknown>>;

/** One call, and members that its answer has to have. */
export interface Step {
  readonly operation: string;
  readonly input: (answerOf: AnswerOf) => Members;
  readonly expected: Members;
  readonly accountId: string;
  /** What happens on the control plane before the call. */
  readonly before?: (world: World) => void;
}
/** The newest answer of an operation so far. */
export type AnswerOf = (operation: string) => Readonly<Record<string, unknown>>;

type Input = Members | ((answerOf: AnswerOf) => Members);
type Options = Partial<Pick<Step, 'accountId' | 'before'>>;

export function step(operation: string, input: Input, expected: Members, options: Options = {}): Step {
  return {
    operation,
    input: typeof input === 'function' ? input : () => input,
    expected,
    accountId: ACCOUNT,
    ...options,
  };
}

/** ARN of a resource of the management account. */
export const arn = (suffix: string): string => `arn:aws:proton:${REGION}:${ACCOUNT}:${suffix}`;

/** Deploys once more what is there. */
export const update = { deploymentType: 'CURRENT_VERSION' };

/** From here on the deployments of a target go on until somebody ends them. */
export const hang =
  (target: string) =>
  (world: World): void =>
    world.plane.script(target, 'hang');
