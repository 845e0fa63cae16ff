import type { ASTNode } from '@marcbachmann/cel-js';
import { suggestion } from '../../did-you-mean.ts';
import { membersOf } from '../../model/facts.ts';
import { MEMBERS } from '../compile/index.ts';
import { childrenOf, nodesOf } from '../expression.ts';
import { durationMs } from './duration.ts';
import type { ExpressionProblem, ExpressionScope } from './expression-scope.ts';

const CLOCK_METHODS = [
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getHours',
  'getMinutes',
  'getSeconds',
  'getMilliseconds',
] as const;

const MACROS = ['exists', 'exists_one', 'all'] as const;

/**
 * The functions that a condition may call: all are fast on every input and easy to understand. Left out on purpose: `matches` (a
 * JavaScript regular expression can take extremely long on some texts; globs in `match`, `startsWith` and `contains` cannot),
 * `dyn` (switches the type check off), `has` (every member has a value; an unknown one is the empty text), and everything that
 * builds new lists.
 */
const CALLABLE = {
  functions: ['duration', 'timestamp', 'size', 'string', 'int', 'double'],
  methods: [
    'startsWith',
    'endsWith',
    'contains',
    'lowerAscii',
    'upperAscii',
    'trim',
    'size',
    'indexOf',
    'lastIndexOf',
    'substring',
    ...CLOCK_METHODS,
    ...MACROS,
  ],
} as const;

const REFUSED: Readonly<Record<string, string>> = {
  matches: 'use startsWith, endsWith, contains, or a glob in "match"',
  has: 'every member has a value; compare it with "" to find an unknown one',
  dyn: 'it would switch the type check off',
};

/** The possible values of a member; members without an entry (the status) have the provider's own words. */
function valuesOf(path: string, { kinds }: ExpressionScope): readonly string[] | undefined {
  if (path === 'deployment.kind') return kinds;
  const [on, name = ''] = path.split('.');
  const member = on === 'deployment' || on === 'connection' ? membersOf(on)[name] : undefined;
  return member?.type === 'string' ? member.values : undefined;
}

/**
 * Checks what CEL's own type check does not check: names (with suggestions), callable functions, literals, closed sets of values.
 */
export function problemsOfNodes(ast: ASTNode, scope: ExpressionScope): readonly ExpressionProblem[] {
  return [...nodesOf(ast)].flatMap((node) => [
    ...problemsOfMember(node, scope),
    ...problemsOfCall(node),
    ...problemsOfMacro(node, scope),
    ...problemsOfComparison(node, scope),
  ]);
}

function problemsOfMember(node: ASTNode, scope: ExpressionScope): readonly ExpressionProblem[] {
  if (node.op === '[]') {
    const [object, key] = node.args;
    if (object.op !== 'id' || ![scope.on, 'lists'].includes(object.args) || isText(key)) return [];
    return [{ offset: key.start, message: `write the member's name: ${object.args}.name` }];
  }
  if (node.op !== '.' || node.args[0].op !== 'id') return [];
  const [object, member] = node.args;
  const known =
    object.args === scope.on ? Object.keys(MEMBERS[scope.on]) : object.args === 'lists' ? scope.lists : undefined;
  if (known === undefined || known.includes(member)) return [];
  const what = object.args === 'lists' ? `there is no list "${member}"` : `${scope.on} has no member "${member}"`;
  return [{ offset: Math.max(node.start, node.end - member.length), message: `${what}; ${suggestion(member, known)}` }];
}

function problemsOfCall(node: ASTNode): readonly ExpressionProblem[] {
  if (node.op !== 'call' && node.op !== 'rcall') return [];
  const name = node.args[0];
  const known: readonly string[] = node.op === 'call' ? CALLABLE.functions : CALLABLE.methods;
  const offset = node.op === 'call' ? node.start : nameOffset(node, node.args[1].end, name);
  if (!known.includes(name)) {
    return [{ offset, message: `${name}() is not available here; ${REFUSED[name] ?? suggestion(name, known)}` }];
  }
  const [first] = node.op === 'call' ? node.args[1] : node.args[2];
  if (name === 'duration' && first !== undefined) return problemsOfDuration(first);
  if (node.op === 'rcall' && first !== undefined && CLOCK_METHODS.some((method) => method === name)) {
    return problemsOfTimeZone(first);
  }
  return [];
}

function problemsOfDuration(argument: ASTNode): readonly ExpressionProblem[] {
  if (!isText(argument)) return [{ offset: argument.start, message: 'duration() takes a string, for example "45m"' }];
  if (durationMs(argument.args) !== undefined) return [];
  const message = `"${argument.args}" is not a duration; write for example "45m", "1h30m" or "20s" (units: h, m, s, ms; a day is 24h)`;
  return [{ offset: argument.start, message }];
}

function problemsOfTimeZone(argument: ASTNode): readonly ExpressionProblem[] {
  if (!isText(argument)) return [{ offset: argument.start, message: 'the time zone must be a string: "Europe/Paris"' }];
  try {
    Intl.DateTimeFormat('en', { timeZone: argument.args }).format(0);
    return [];
  } catch {
    return [
      { offset: argument.start, message: `there is no time zone "${argument.args}"; write for example "Europe/Paris"` },
    ];
  }
}

function isMacro(node: ASTNode): node is ASTNode & { op: 'rcall' } {
  return node.op === 'rcall' && MACROS.some((macro) => macro === node.args[0]);
}

function problemsOfMacro(node: ASTNode, scope: ExpressionScope): readonly ExpressionProblem[] {
  if (!isMacro(node)) return [];
  const [name, , [variable]] = node.args;
  const problems: ExpressionProblem[] = [];
  if (variable?.op === 'id' && ['now', 'lists', scope.on].includes(variable.args)) {
    problems.push({
      offset: variable.start,
      message: `"${variable.args}" is already used; choose another name, for example x`,
    });
  }
  // A nested one multiplies the work; lists can have a thousand entries.
  const inner = childrenOf(node)
    .flatMap((child) => [...nodesOf(child)])
    .find(isMacro);
  if (inner !== undefined) {
    problems.push({
      offset: nameOffset(inner, inner.args[1].end, inner.args[0]),
      message: `${inner.args[0]}() cannot stand within ${name}()`,
    });
  }
  return problems;
}

function problemsOfComparison(node: ASTNode, scope: ExpressionScope): readonly ExpressionProblem[] {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
  const [left, right] = node.args;
  const values = valuesOf(memberPath(left) ?? memberPath(right) ?? '', scope);
  if (values === undefined) return [];
  const literals = [left, right].flatMap((side) => (side.op === 'list' ? side.args : [side])).filter(isText);
  return literals
    .filter((literal) => !values.includes(literal.args))
    .map((literal) => ({
      offset: literal.start,
      message: `never "${literal.args}"; ${suggestion(literal.args, values)}`,
    }));
}

function memberPath(node: ASTNode): string | undefined {
  return node.op === '.' && node.args[0].op === 'id' ? `${node.args[0].args}.${node.args[1]}` : undefined;
}

function isText(node: ASTNode): node is ASTNode & { op: 'value'; args: string } {
  return node.op === 'value' && typeof node.args === 'string';
}

function nameOffset(node: ASTNode, from: number, name: string): number {
  const at = node.input.indexOf(name, from);
  return at < 0 ? node.start : at;
}
