import { isJsonObject, type JsonObject } from '../../json.ts';
import type { LeafValue } from './matchers.ts';
import { compileWildcard } from './wildcard.ts';

type Refuse = (reason: string) => never;
type TextTest = (text: string) => boolean;

/** What may stand inside `anything-but`, each with one text or a list of them. */
const nestedOperators: Readonly<Record<string, (operand: string, refuse: Refuse) => TextTest>> = {
  prefix: (operand) => (text) => text.startsWith(operand),
  suffix: (operand) => (text) => text.endsWith(operand),
  'equals-ignore-case': (operand) => (text) => text.toLowerCase() === operand.toLowerCase(),
  wildcard: (operand, refuse) => compileWildcard(operand, refuse),
};

/**
 * Compiles the operand of `anything-but` to a test that is true for the values it names. A value of another type is
 * never named, so `anything-but` lets it pass.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-anything-but
 */
export function compileAnythingBut(operand: unknown, refuse: Refuse): (value: LeafValue) => boolean {
  if (isJsonObject(operand)) {
    const isNamed = compileNested(operand, refuse);
    return (value) => typeof value === 'string' && isNamed(value);
  }
  const named: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (named.length === 0) refuse('Empty arrays are not allowed');
  const isAll = (type: 'string' | 'number'): boolean => named.every((value) => typeof value === type);
  if (!isAll('string') && !isAll('number')) {
    refuse(
      'Inside anything-but, either all values are strings or all are numbers: null and booleans are not supported',
    );
  }
  return (value) => named.includes(value);
}

function compileNested(operand: JsonObject, refuse: Refuse): TextTest {
  const [entry, ...others] = Object.entries(operand);
  if (entry === undefined) return refuse('Anything-But expression name not found');
  if (others.length > 0) return refuse('Only one key allowed in match expression');
  const [name, nested] = entry;
  const compile = Object.hasOwn(nestedOperators, name) ? nestedOperators[name] : undefined;
  if (compile === undefined) return refuse(`Unsupported anything-but pattern: ${name}`);
  const texts: readonly unknown[] = Array.isArray(nested) ? nested : [nested];
  if (texts.length === 0) return refuse('Empty arrays are not allowed');
  const tests = texts.map((text) => {
    if (typeof text !== 'string') return refuse(`${name} match pattern inside anything-but must be a string`);
    if (text === '') return refuse(`Null ${name} not allowed`);
    return compile(text, refuse);
  });
  return (text) => tests.some((test) => test(text));
}
