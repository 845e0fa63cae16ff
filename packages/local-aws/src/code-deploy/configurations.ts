import type { Platform, Routing } from './state.ts';

/** A deployment configuration, as far as the traffic goes. */
export interface Configuration {
  readonly name: string;
  readonly platform: Platform;
  readonly routing: Routing | undefined;
}

const named = (platform: Platform, name: string, routing?: Routing): Configuration => ({
  name: `CodeDeployDefault.${name}`,
  platform,
  routing,
});

/** Of those that AWS predefines: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
export const predefined: readonly Configuration[] = [
  named('Server', 'AllAtOnce'),
  named('Server', 'HalfAtATime'),
  named('Server', 'OneAtATime'),
  named('Lambda', 'LambdaAllAtOnce', { type: 'AllAtOnce' }),
  named('Lambda', 'LambdaCanary10Percent5Minutes', { type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 5 }),
  named('Lambda', 'LambdaLinear10PercentEvery1Minute', { type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 1 }),
  named('ECS', 'ECSAllAtOnce', { type: 'AllAtOnce' }),
  named('ECS', 'ECSCanary10Percent5Minutes', { type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 5 }),
  named('ECS', 'ECSLinear10PercentEvery1Minutes', { type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 1 }),
];

/** Where a group does not say: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html */
export function usualConfiguration(platform: Platform): string {
  if (platform === 'Server') return 'CodeDeployDefault.OneAtATime';
  return `CodeDeployDefault.${platform}AllAtOnce`;
}

export function configurationNamed(name: string): Configuration | undefined {
  return predefined.find((known) => known.name === name);
}
