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

/** Which calls; all that match when a part is left out. `next` ends the fault after so many calls. */
const callFaultShape = z.strictObject({
  service: z.enum(['proton', 'events', 'scheduler', 'sqs', 'dynamodb', 'ssm', 'supplychain']),
  operation: z.string().optional(),
  function: z.string().optional(),
  how: z.enum(['throttle', 'fail', 'reset', 'loseAnswer']),
  probability: probability.optional(),
  next: z.int().min(1).optional(),
});

const callFilter = {
  service: callFaultShape.shape.service.optional(),
  operation: z.string().optional(),
  /** The n-th matching call of one invocation; the first unless given. */
  nth: z.int().min(1).optional(),
};

/** Kills an environment of a function, `times` times (once unless given). */
const killBase = { function: z.string(), times: z.int().min(1).optional() };
const killShape = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('invoke'), ...killBase }),
  z.strictObject({ at: z.literal('beforeCall'), ...killBase, ...callFilter }),
  z.strictObject({ at: z.literal('afterCall'), ...killBase, ...callFilter }),
]);

const faultPlanShape = z.strictObject({
  /** Makes the dice start anew, from this seed. */
  seed: z.int().optional(),
  events: z.array(eventFaultShape).optional(),
  calls: z.array(callFaultShape).optional(),
  kills: z.array(killShape).optional(),
});

/** Everything that is to go wrong. `{}` switches every fault off. */
export type FaultPlan = z.input<typeof faultPlanShape>;
export type EventFault = z.output<typeof eventFaultShape>;
export type CallFaultRule = z.output<typeof callFaultShape>;
export type KillRule = z.output<typeof killShape>;

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
 * @throws InvalidFaultPlanError naming every place that is wrong
 */
export function readFaultPlan(plan: unknown): z.output<typeof faultPlanShape> {
  const checked = faultPlanShape.safeParse(plan);
  if (checked.success) return checked.data;
  throw new InvalidFaultPlanError(
    checked.error.issues.map(({ path, message }) => `${path.join('.') || 'plan'}: ${message}`),
  );
}
