/** A Lambda function as the template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The folder its code was unpacked to. */
  readonly taskRoot: string;
  readonly handler: string;
  /** E.g. `nodejs24.x`. */
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Never more than this many at once; a call above it is throttled. */
  readonly reservedConcurrency?: number;
}
