import type { DeployableRecord, DeploymentRecord } from './records.ts';

/**
 * Targets that were deleted and have left deployments behind, the one that went first in front. A target that is made again
 * under the same name takes them over.
 */
export class GoneTargets {
  readonly #existing = new Set<string>();
  /** How many deployments every target has. */
  readonly #counts = new Map<string, number>();
  readonly #gone = new Set<string>();
  #deploymentCount = 0;

  get arns(): Iterable<string> {
    return this.#gone;
  }

  /** How many deployments they have left behind, all together. */
  get deploymentCount(): number {
    return this.#deploymentCount;
  }

  deployableChanged(before: DeployableRecord | undefined, now: DeployableRecord | undefined): void {
    if (before === undefined && now !== undefined) {
      this.#existing.add(now.arn);
      if (this.#gone.delete(now.arn)) this.#deploymentCount -= this.#countOf(now.arn);
    } else if (before !== undefined && now === undefined) {
      this.#existing.delete(before.arn);
      this.#goes(before.arn);
    }
  }

  deployablesCleared(): void {
    this.#existing.clear();
    for (const targetArn of this.#counts.keys()) this.#goes(targetArn);
  }

  deploymentChanged(before: DeploymentRecord | undefined, now: DeploymentRecord | undefined): void {
    const targetArn = (now ?? before)?.targetArn;
    if (targetArn === undefined) return;
    const isGone = !this.#existing.has(targetArn);
    const more = Number(now !== undefined) - Number(before !== undefined);
    const count = this.#countOf(targetArn) + more;
    if (count > 0) this.#counts.set(targetArn, count);
    else this.#counts.delete(targetArn);
    if (!isGone) return;
    this.#deploymentCount += more;
    // When all is read after a start, this is the moment when it went.
    if (count === 0 || now?.action === 'DELETE') this.#gone.delete(targetArn);
    if (count > 0) this.#gone.add(targetArn);
  }

  deploymentsCleared(): void {
    this.#counts.clear();
    this.#gone.clear();
    this.#deploymentCount = 0;
  }

  #goes(targetArn: string): void {
    const count = this.#countOf(targetArn);
    if (count === 0 || this.#gone.has(targetArn)) return;
    this.#gone.add(targetArn);
    this.#deploymentCount += count;
  }

  #countOf(targetArn: string): number {
    return this.#counts.get(targetArn) ?? 0;
  }
}
