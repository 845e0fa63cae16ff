import { isJsonObject } from '../../json.ts';
import { compileAnythingBut } from './anything-but.ts';
import { compileCidr } from './cidr.ts';
import { InvalidEventPatternError } from './invalid-pattern-error.ts';
import { compileNumeric } from './numeric.ts';
import { compileWildcard } from './wildcard.ts';

/** A value in an event at which matching ends. */
export type LeafValue = string | number | boolean | null;

/** What one element of a pattern's array asks of a field. */
export type Matcher =
  | { readonly kind: 'value'; readonly matches: (value: LeafValue) => boolean }
  | { readonly kind: 'absent' };

type OperatorCompiler = (operand: unknown, refuse: (reason: string) => never) => Matcher;

const onText = (matches: (text: string) => boolean): Matcher => ({
  kind: 'value',
  matches: (value) => typeof value === 'string' && matches(value),
});

/** The comparison operators: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const operators: Readonly<Record<string, OperatorCompiler>> = {
  prefix: (operand, refuse) => onText(compileAffix('prefix', operand, refuse)),
  suffix: (operand, refuse) => onText(compileAffix('suffix', operand, refuse)),
  wildcard(operand, refuse) {
    if (typeof operand !== 'string') return refuse('wildcard match pattern must be a string');
    return onText(compileWildcard(operand, refuse));
  },
  'equals-ignore-case'(operand, refuse) {
    if (typeof operand !== 'string') return refuse('equals-ignore-case match pattern must be a string');
    const wanted = operand.toLowerCase();
    return onText((text) => text.toLowerCase() === wanted);
  },
  'anything-but'(operand, refuse) {
    const isNamed = compileAnythingBut(operand, refuse);
    return { kind: 'value', matches: (value) => !isNamed(value) };
  },
  numeric(operand, refuse) {
    const matches = compileNumeric(operand, refuse);
    return { kind: 'value', matches: (value) => typeof value === 'number' && matches(value) };
  },
  exists(operand, refuse) {
    if (typeof operand !== 'boolean') return refuse('exists match pattern must be either true or false.');
    return operand ? { kind: 'value', matches: () => true } : { kind: 'absent' };
  },
  cidr: (operand, refuse) => onText(compileCidr(operand, refuse)),
};

/**
 * Compiles one element of a pattern's array.
 *
 * @throws InvalidEventPatternError
 */
export function compileMatcher(element: unknown, path: string): Matcher {
  const refuse = (reason: string): never => {
    throw new InvalidEventPatternError(path, reason);
  };
  if (element === null || ['string', 'number', 'boolean'].includes(typeof element)) {
    return { kind: 'value', matches: (value) => value === element };
  }
  if (!isJsonObject(element)) {
    return refuse('Match value must be String, number, true, false, or null');
  }
  const [entry, ...others] = Object.entries(element);
  if (entry === undefined) return refuse('Match expression name not found');
  if (others.length > 0) return refuse('Only one key allowed in match expression');
  const [name, operand] = entry;
  const compile = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (compile === undefined) return refuse(`Unrecognized match type ${name}`);
  return compile(operand, refuse);
}

/** `prefix` and `suffix`, each plain or with `equals-ignore-case` inside. */
function compileAffix(
  kind: 'prefix' | 'suffix',
  operand: unknown,
  refuse: (reason: string) => never,
): (text: string) => boolean {
  const has = (text: string, affix: string): boolean =>
    kind === 'prefix' ? text.startsWith(affix) : text.endsWith(affix);
  if (typeof operand === 'string') return (text) => has(text, operand);
  if (isJsonObject(operand)) {
    const [entry, ...others] = Object.entries(operand);
    if (entry?.[0] === 'equals-ignore-case' && others.length === 0 && typeof entry[1] === 'string') {
      const affix = entry[1].toLowerCase();
      return (text) => has(text.toLowerCase(), affix);
    }
  }
  return refuse(`${kind} match pattern must be a string`);
}
