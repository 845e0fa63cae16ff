import { z } from 'zod';

const probability = z.number().min(0).max(1);
const spanMs = z.int().min(0).max(3_600_000);

/** Which events: of one bus, and of those that match an event pattern. All of them when neither is given. */
const eventFaultShape = z.strictObject({
  bus: z.string().optional(),
  pattern: z.record(z.string(), z.unknown()).optional(),
  drop: probability.optional(),
  duplicate: probability.optional(),
  delay: z.strictObject({ probability, ms: spanMs }).optional(),
  /** Holds an event back for a random while, so that later ones overtake it. */
  reorder: z.strictObject({ probability, withinMs: spanMs }).optional(),
});

/** Kills an environment of a function, `times` times (once unless given). */
const killBase = { function: z.string(), times: z.int().min(1).optional() };

/** @param service - the shape of a service's name */
function planShape(service: z.ZodType<string>) {
  /** Which calls; all that match when a part is left out. `next` ends the fault after so many calls. */
  const callFault = z.strictObject({
    service,
    operation: z.string().optional(),
    function: z.string().optional(),
    how: z.enum(['throttle', 'fail', 'reset', 'loseAnswer']),
    probability: probability.optional(),
    next: z.int().min(1).optional(),
  });
  const callFilter = {
    service: service.optional(),
    operation: z.string().optional(),
    /** The n-th matching call of one invocation; the first unless given. */
    nth: z.int().min(1).optional(),
  };
  const kill = z.discriminatedUnion('at', [
    z.strictObject({ at: z.literal('invoke'), ...killBase }),
    z.strictObject({ at: z.literal('beforeCall'), ...killBase, ...callFilter }),
    z.strictObject({ at: z.literal('afterCall'), ...killBase, ...callFilter }),
  ]);
  return z.strictObject({
    /** Makes the dice start anew, from this seed. */
    seed: z.int().optional(),
    events: z.array(eventFaultShape).optional(),
    calls: z.array(callFault).optional(),
    kills: z.array(kill).optional(),
  });
}

type CheckedPlan = z.output<ReturnType<typeof planShape>>;

/** Everything that is to go wrong. `{}` switches every fault off. */
export type FaultPlan = z.input<ReturnType<typeof planShape>>;
export type EventFault = z.output<typeof eventFaultShape>;
export type CallFaultRule = NonNullable<CheckedPlan['calls']>[number];
export type KillRule = NonNullable<CheckedPlan['kills']>[number];

/** A fault plan with a mistake in it. */
export class InvalidFaultPlanError extends Error {
  override readonly name = 'InvalidFaultPlanError';

  constructor(problems: readonly string[]) {
    super(`These faults cannot be switched on: ${problems.join('; ')}.`);
  }
}

/**
 * Checks a fault plan.
 *
 * @param serviceNames - of the services whose calls can go wrong
 * @throws InvalidFaultPlanError naming every place that is wrong
 */
export function readFaultPlan(plan: unknown, serviceNames: readonly string[]): CheckedPlan {
  const checked = planShape(z.enum(serviceNames)).safeParse(plan);
  if (checked.success) return checked.data;
  throw new InvalidFaultPlanError(
    checked.error.issues.map(({ path, message }) => `${path.join('.') || 'plan'}: ${message}`),
  );
}
