/** A method of the Web API, or `*` for whichever is called next. */
export type FaultScope = string;

/** What goes wrong instead of, or before, the answer. */
export type Fault =
  | { readonly kind: 'rateLimited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'serverError'; readonly statusCode: number }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'slow'; readonly delayMs: number };

interface Planned {
  readonly scope: FaultScope;
  readonly fault: Fault;
  timesLeft: number;
}

/** Makes the Web API misbehave on demand, and counts what was called. */
export class SlackFaults {
  readonly #expireResponseUrls: () => void;
  readonly #calls = new Map<string, number>();
  #planned: Planned[] = [];

  constructor(expireResponseUrls: () => void) {
    this.#expireResponseUrls = expireResponseUrls;
  }

  /** The next calls are answered 429 with `Retry-After`, as Slack does per method and workspace. */
  rateLimit(scope: FaultScope, plan: { readonly times: number; readonly retryAfterSeconds: number }): void {
    this.#plan(scope, plan.times, { kind: 'rateLimited', retryAfterSeconds: plan.retryAfterSeconds });
  }

  /** The next calls are answered with a 5xx and change nothing. */
  fail(scope: FaultScope, plan: { readonly times: number; readonly statusCode?: number }): void {
    this.#plan(scope, plan.times, { kind: 'serverError', statusCode: plan.statusCode ?? 500 });
  }

  /** The next calls are answered `ok: false` with this error, for example `plan_upgrade_required`. */
  refuse(scope: FaultScope, plan: { readonly times: number; readonly error: string }): void {
    this.#plan(scope, plan.times, { kind: 'refused', error: plan.error });
  }

  /** The next calls take effect and are answered late. */
  slow(scope: FaultScope, plan: { readonly times: number; readonly delayMs: number }): void {
    this.#plan(scope, plan.times, { kind: 'slow', delayMs: plan.delayMs });
  }

  /** Every `response_url` given out so far is an expired one from now on. */
  expireResponseUrls(): void {
    this.#expireResponseUrls();
  }

  /** Forgets what was planned; the counts stay. */
  clear(): void {
    this.#planned = [];
  }

  /** How often a method was called, faults included; without a name, all together. */
  calls(method?: string): number {
    if (method !== undefined) return this.#calls.get(method) ?? 0;
    return [...this.#calls.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Counts a call and takes the fault that is planned for it. */
  take(method: string): Fault | undefined {
    this.#calls.set(method, this.calls(method) + 1);
    const planned = this.#planned.find((candidate) => candidate.scope === method || candidate.scope === '*');
    if (planned === undefined) return undefined;
    planned.timesLeft -= 1;
    if (planned.timesLeft <= 0) this.#planned = this.#planned.filter((candidate) => candidate !== planned);
    return planned.fault;
  }

  #plan(scope: FaultScope, times: number, fault: Fault): void {
    if (!Number.isInteger(times) || times < 1) throw new RangeError(`A fault happens 1 or more times, not ${times}.`);
    this.#planned.push({ scope, fault, timesLeft: times });
  }
}
