import { BlockList, isIP } from 'node:net';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { compileNumeric } from './numeric.ts';
import { compileWildcard } from './wildcard.ts';

/** A pattern that EventBridge would refuse with InvalidEventPatternException, and where in it the fault lies. */
export class InvalidEventPatternError extends Error {
  override readonly name = 'InvalidEventPatternException';

  /** @param path the field, e.g. `detail.status`; empty for the pattern as a whole */
  constructor(path: string, reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}${path === '' ? '' : ` (at ${path})`}.`);
  }
}

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

/**
 * Compiles an address block such as `10.0.0.0/24` or `2001:db8::/32`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-ip-matching
 */
export function compileCidr(block: unknown, refuse: (reason: string) => never): (text: string) => boolean {
  if (typeof block !== 'string') return refuse('prefix match pattern must be a string');
  const [address = '', bits = '', ...rest] = block.split('/');
  const version = isIP(address);
  const prefixLength = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || !(prefixLength <= longest)) return refuse(`Malformed CIDR, ${block}`);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const addresses = new BlockList();
  addresses.addSubnet(address, prefixLength, family);
  return (text) => isIP(text) === version && addresses.check(text, family);
}
