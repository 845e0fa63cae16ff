import type { Configuration, HookStage, LifecycleStage, PauseHook } from '../model/state.ts';
import type { EcsSettings } from '../settings.ts';

/** One step of a deployment. */
export type Step =
  /** Its tasks start; how long that takes, and whether it ends, is for the outcome to say. */
  | { readonly kind: 'scale'; readonly stage: LifecycleStage | undefined }
  /** A stage that lasts for a known time. */
  | { readonly kind: 'wait'; readonly stage: LifecycleStage; readonly durationMs: number }
  /** So much of the traffic goes to the new revision, and the next step waits. */
  | { readonly kind: 'shift'; readonly percent: number; readonly durationMs: number }
  /** Nothing happens until somebody says so, or the time is up. */
  | { readonly kind: 'pause'; readonly stage: HookStage; readonly hook: PauseHook };

/**
 * What a deployment goes through by its settings, from the start of its tasks to its end
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html). A rolling one has no stages
 * but the bake time.
 */
export function planOf(configuration: Configuration, settings: EcsSettings): readonly Step[] {
  const { strategy, bakeTimeInMinutes } = configuration;
  const minutes = (count: number) => count * settings.minuteMs;
  const bake: readonly Step[] =
    bakeTimeInMinutes === undefined || bakeTimeInMinutes === 0
      ? []
      : [{ kind: 'wait', stage: 'BAKE_TIME', durationMs: minutes(bakeTimeInMinutes) }];
  if (strategy === 'ROLLING') return [{ kind: 'scale', stage: undefined }, ...bake];

  const short = (stage: LifecycleStage): Step => ({ kind: 'wait', stage, durationMs: settings.stageMs });
  const pausesAt = (stage: HookStage): readonly Step[] =>
    configuration.lifecycleHooks
      .filter(({ lifecycleStages }) => lifecycleStages.includes(stage))
      .map((hook) => ({ kind: 'pause', stage, hook }));
  const stage = (name: HookStage): readonly Step[] => [...pausesAt(name), short(name)];
  const shifts = shiftsOf(configuration, minutes).flatMap((shift): readonly Step[] => [
    ...pausesAt('PRODUCTION_TRAFFIC_SHIFT'),
    shift,
  ]);
  return [
    ...stage('PRE_SCALE_UP'),
    { kind: 'scale', stage: 'SCALE_UP' },
    ...stage('POST_SCALE_UP'),
    ...stage('TEST_TRAFFIC_SHIFT'),
    ...stage('POST_TEST_TRAFFIC_SHIFT'),
    ...stage('PRE_PRODUCTION_TRAFFIC_SHIFT'),
    ...shifts,
    ...stage('POST_PRODUCTION_TRAFFIC_SHIFT'),
    ...bake,
    short('CLEAN_UP'),
  ];
}

/** All at once, a little first, or step by step; behind the last step there is no wait. */
function shiftsOf(
  { strategy, linearConfiguration, canaryConfiguration }: Configuration,
  minutes: (count: number) => number,
): readonly Extract<Step, { readonly kind: 'shift' }>[] {
  const last = { kind: 'shift', percent: 100, durationMs: 0 } as const;
  if (strategy === 'CANARY' && canaryConfiguration !== undefined) {
    const { canaryPercent: percent, canaryBakeTimeInMinutes } = canaryConfiguration;
    return [{ kind: 'shift', percent, durationMs: minutes(canaryBakeTimeInMinutes) }, last];
  }
  if (strategy !== 'LINEAR' || linearConfiguration === undefined) return [last];
  const { stepPercent, stepBakeTimeInMinutes } = linearConfiguration;
  const count = Math.ceil(100 / stepPercent);
  return Array.from({ length: count }, (_, index) => {
    const percent = Math.min(100, stepPercent * (index + 1));
    return index === count - 1 ? last : { kind: 'shift', percent, durationMs: minutes(stepBakeTimeInMinutes) };
  });
}
