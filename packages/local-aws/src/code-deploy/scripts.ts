import { AwsError } from '../endpoint/index.ts';

/**
 * How the deployments to a group go from now on.
 *
 * - `succeed`: as its settings say. `slow`: the same, slowly.
 * - `fail`: what is deployed does not come up. `hang`: it never says so.
 * - `alarm`: an alarm goes off, and CodeDeploy stops it.
 */
export const OUTCOMES = ['succeed', 'fail', 'hang', 'slow', 'alarm'] as const;
export type CodeDeployOutcome = (typeof OUTCOMES)[number];

const target = /^[A-Za-z0-9+=,.@_-]{1,100}\/[A-Za-z0-9+=,.@_-]{1,100}(?::rollback)?$/;

/** How deployments go, where it was decided. A script stays until the next one for its target. */
export class Scripts {
  readonly #scripts = new Map<string, CodeDeployOutcome>();

  /**
   * @param text `<application>/<group>`, or the same with `:rollback` for its rollbacks
   * @throws AwsError ValidationException
   */
  set(text: string, outcome: CodeDeployOutcome): void {
    if (!target.test(text)) {
      const forms = '<application>/<group>, or <application>/<group>:rollback';
      throw new AwsError('ValidationException', `The target must be ${forms}.`);
    }
    this.#scripts.set(text, outcome);
  }

  outcomeOf({
    application,
    group,
    rollsBack,
  }: {
    readonly application: string;
    readonly group: string;
    readonly rollsBack?: string | undefined;
  }): CodeDeployOutcome {
    const suffix = rollsBack === undefined ? '' : ':rollback';
    return this.#scripts.get(`${application}/${group}${suffix}`) ?? 'succeed';
  }
}
