import type { LambdaFunction } from './lambda-function.ts';

/** The functions of the local cloud. */
export class FunctionStore {
  readonly #byArn = new Map<string, LambdaFunction>();

  add(lambda: LambdaFunction): void {
    this.#byArn.set(lambda.definition.arn, lambda);
  }

  /** By ARN, qualified or not, or by name: templates refer to functions in each of these ways. */
  byArn(arnOrName: string): LambdaFunction | undefined {
    const unqualified = arnOrName.split(':').slice(0, 7).join(':');
    return this.#byArn.get(unqualified) ?? this.all().find(({ definition }) => definition.name === arnOrName);
  }

  all(): LambdaFunction[] {
    return [...this.#byArn.values()];
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map((lambda) => lambda.stop()));
  }
}
