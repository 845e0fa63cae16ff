import {
  type ASTNode,
  TypeError as CelTypeError,
  type Environment,
  EvaluationError,
  ParseError,
} from '@marcbachmann/cel-js';
import { suggestion } from '../../did-you-mean.ts';
import { EXPRESSION_LIMITS, MEMBERS } from '../compile/index.ts';
import { childrenOf, nodesOf, sourceOf } from '../expression.ts';
import { problemsOfCost } from './cost.ts';
import { problemsOfNodes } from './expression-nodes.ts';
import type { ExpressionProblem, ExpressionScope } from './expression-scope.ts';

/**
 * Checks a condition before it ever runs: syntax, names, types, size, the functions it calls, and every part without a variable,
 * which is evaluated now: a wrong duration is wrong for all deployments.
 */
export function checkExpression(source: string, scope: ExpressionScope): readonly ExpressionProblem[] {
  if (source.length > EXPRESSION_LIMITS.characters) {
    const message = `the condition has ${source.length} characters; at most ${EXPRESSION_LIMITS.characters} are allowed`;
    return [{ offset: 0, message }];
  }
  let ast: ASTNode;
  try {
    ast = scope.environment.parse(source).ast;
  } catch (error) {
    return [problemOf(error, scope)];
  }
  // Problems of the walk come first: its messages say more than CEL's own at the same place.
  const found = problemsOfNodes(ast, scope);
  if (found.length > 0) return found;
  const tooCostly = problemsOfCost(ast, scope.sizes);
  if (tooCostly.length > 0) return tooCostly;
  const wrongConstants = problemsOfConstants(ast, scope.environment);
  if (wrongConstants.length > 0) return wrongConstants;
  const checked = scope.environment.check(source);
  if (!checked.valid) return [problemOf(checked.error, scope)];
  if (checked.type === 'bool') return [];
  return [
    {
      offset: 0,
      message: `a condition must be true or false; this one is a ${readableTypes(checked.type ?? 'value', scope)}`,
    },
  ];
}

/** Evaluates the largest parts without a variable. A macro has its own variables and is left out. */
function problemsOfConstants(ast: ASTNode, environment: Environment): readonly ExpressionProblem[] {
  if ([...nodesOf(ast)].some((node) => node.op === 'id')) {
    return childrenOf(ast).flatMap((child) => problemsOfConstants(child, environment));
  }
  const source = ast.op === 'value' ? undefined : sourceOf(ast, (text) => environment.parse(text));
  if (source === undefined) return [];
  try {
    const evaluate = environment.parse(source);
    if (evaluate.check().valid) evaluate();
    return [];
  } catch (error) {
    return [{ offset: ast.start, message: summaryOf(error) }];
  }
}

function problemOf(error: unknown, scope: ExpressionScope): ExpressionProblem {
  return { offset: offsetOf(error) ?? 0, message: readableMessage(error, scope) };
}

function isCelError(error: unknown): error is ParseError | CelTypeError | EvaluationError {
  return error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError;
}

function offsetOf(error: unknown): number | undefined {
  return isCelError(error) ? error.range?.start : undefined;
}

function summaryOf(error: unknown): string {
  return isCelError(error) ? error.summary : String(error);
}

function readableMessage(error: unknown, scope: ExpressionScope): string {
  const summary = summaryOf(error);
  const [, unknownVariable] = /^Unknown variable: (.*)$/.exec(summary) ?? [];
  if (unknownVariable !== undefined) {
    return `there is no variable "${unknownVariable}"; ${suggestion(unknownVariable, ['now', 'lists', scope.on])}`;
  }
  const [, unknownKey] = /^No such key: (.*)$/.exec(summary) ?? [];
  if (unknownKey !== undefined) {
    // The walk has checked `lists.x` and `deployment.x`; what is left is a member of a member.
    return `there is no member "${unknownKey}"; ${suggestion(unknownKey, Object.keys(MEMBERS[scope.on]))}`;
  }
  if (summary === 'Unexpected token: EOF') return 'the condition ends too early';
  if (summary.startsWith('Exceeded'))
    return `the condition is too large: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}; make two rules of it, or look texts up in a list`;
  return readableTypes(summary, scope);
}

function readableTypes(text: string, scope: ExpressionScope): string {
  return text
    .replaceAll('google.protobuf.Timestamp', 'timestamp')
    .replaceAll('google.protobuf.Duration', 'duration')
    .replaceAll(`$${scope.on}`, scope.on)
    .replaceAll('$lists', 'lists');
}
