import { configurationNamed } from './configurations.ts';
import type { CodeDeploySettings } from './settings.ts';
import type { Deployment, GroupDefinition } from './state.ts';

/** One step of a deployment. */
export type Step =
  /** Instances, one after the other, or all at once; how they end is for the outcome to say. */
  | { readonly kind: 'instances' }
  /** A lifecycle event that takes a while; `isScripted`: how it ends is for the outcome to say. */
  | { readonly kind: 'event'; readonly name: string; readonly isScripted: boolean }
  /** Until somebody says that traffic may be shifted; stopped where nobody does in time. */
  | { readonly kind: 'ready'; readonly durationMs: number }
  /** Traffic moves in shares, with a pause between them. */
  | { readonly kind: 'shift'; readonly percents: readonly number[]; readonly everyMs: number }
  | { readonly kind: 'termination'; readonly durationMs: number };

/**
 * What a deployment goes through
 * (https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html).
 */
export function planOf(deployment: Deployment, group: GroupDefinition, settings: CodeDeploySettings): readonly Step[] {
  const { platform, isBlueGreen, configuration } = deployment;
  const { readyWaitMinutes = 0, terminationWaitMinutes = 0 } = group;
  const event = (name: string, isScripted = false): Step => ({ kind: 'event', name, isScripted });
  const ready: readonly Step[] =
    isBlueGreen && platform !== 'Lambda' && readyWaitMinutes > 0
      ? [{ kind: 'ready', durationMs: readyWaitMinutes * settings.minuteMs }]
      : [];
  const termination: readonly Step[] =
    isBlueGreen && platform !== 'Lambda' && terminationWaitMinutes > 0
      ? [{ kind: 'termination', durationMs: terminationWaitMinutes * settings.minuteMs }]
      : [];
  const traffic: readonly Step[] = [
    event('BeforeAllowTraffic', platform === 'Lambda'),
    shiftOf(configuration, settings),
    event('AfterAllowTraffic'),
  ];
  if (deployment.rollsBack !== undefined) {
    return [platform === 'Server' ? { kind: 'instances' } : event('AllowTraffic', true)];
  }
  switch (platform) {
    case 'Server':
      return [{ kind: 'instances' }, ...ready, ...termination];
    case 'Lambda':
      return traffic;
    case 'ECS':
      return [
        event('BeforeInstall'),
        event('Install', true),
        event('AfterInstall'),
        ...ready,
        ...traffic,
        ...termination,
      ];
  }
}

function shiftOf(configuration: string, { minuteMs }: CodeDeploySettings): Step {
  const routing = configurationNamed(configuration)?.routing;
  if (routing === undefined || routing.type === 'AllAtOnce') return { kind: 'shift', percents: [100], everyMs: 0 };
  const { percentage, intervalMinutes } = routing;
  const everyMs = intervalMinutes * minuteMs;
  if (routing.type === 'TimeBasedCanary') return { kind: 'shift', percents: [percentage, 100], everyMs };
  const count = Math.ceil(100 / percentage);
  return {
    kind: 'shift',
    percents: Array.from({ length: count }, (_, index) => Math.min(100, percentage * (index + 1))),
    everyMs,
  };
}

/** Names of the lifecycle events of a plan, in order. */
export function eventNamesOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'event') return [step.name];
    return step.kind === 'shift' ? ['AllowTraffic'] : [];
  });
}
