/** The range and precision EventBridge compares numbers in. */
const LARGEST_NUMBER = 5_000_000_000;

type Comparison = (value: number) => boolean;

const comparisons: Readonly<Record<string, (bound: number) => Comparison>> = {
  '=': (bound) => (value) => value === bound,
  '>': (bound) => (value) => value > bound,
  '>=': (bound) => (value) => value >= bound,
  '<': (bound) => (value) => value < bound,
  '<=': (bound) => (value) => value <= bound,
};

/**
 * Compiles `["=", n]`, `[">", n]`, … and ranges such as `[">", 0, "<=", 5]`: the lower bound first, one of each.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-numeric-matching
 */
export function compileNumeric(operand: unknown, refuse: (reason: string) => never): Comparison {
  if (!Array.isArray(operand)) refuse('Value of numeric must be an array.');
  const parts: readonly unknown[] = operand;
  if (parts.length === 0) refuse('Invalid member in numeric match: ]');
  if (parts.length !== 2 && parts.length !== 4) refuse('Too many or too few terms in numeric range expression');
  const [lower, upper] = [
    readTerm(parts[0], parts[1], refuse),
    parts.length === 4 && readTerm(parts[2], parts[3], refuse),
  ];
  if (upper === false) return lower.matches;
  if (!lower.operator.startsWith('>') || !upper.operator.startsWith('<')) {
    refuse(`Bad numeric range operator: ${lower.operator.startsWith('>') ? upper.operator : lower.operator}`);
  }
  if (lower.bound >= upper.bound) refuse('Bottom must be less than top');
  return (value) => lower.matches(value) && upper.matches(value);
}

function readTerm(
  operator: unknown,
  bound: unknown,
  refuse: (reason: string) => never,
): { operator: string; bound: number; matches: Comparison } {
  if (typeof operator !== 'string') return refuse(`Invalid member in numeric match: ${JSON.stringify(operator)}`);
  const compare = comparisons[operator];
  if (compare === undefined) return refuse(`Unrecognized numeric range operator: ${operator}`);
  if (typeof bound !== 'number') return refuse(`Value of ${operator} must be numeric`);
  if (Math.abs(bound) > LARGEST_NUMBER) {
    return refuse(`Value must be between -${String(LARGEST_NUMBER)} and ${String(LARGEST_NUMBER)}, inclusive`);
  }
  return { operator, bound, matches: compare(bound) };
}
