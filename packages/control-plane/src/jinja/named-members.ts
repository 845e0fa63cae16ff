import type { Body, Expression } from './syntax.ts';

/**
 * Which members a template names of the values that lie at a path: `Url` and `Name` for `{{ environment.outputs.Url }}` and
 * `x.environment.outputs["Name"]` with the path `environment.outputs`. What it works out when it is rendered is not among them.
 */
export function membersNamed(body: Body, path: string): ReadonlySet<string> {
  const names = new Set<string>();
  const isAtPath = (of: Expression) => `.${pathOf(of)}`.endsWith(`.${path}`);
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isExpression(node)) {
      if (node.type === 'attribute' && isAtPath(node.of)) names.add(node.name);
      if (node.type === 'item' && node.key.type === 'constant' && isAtPath(node.of)) names.add(String(node.key.value));
    }
    for (const inside of Object.values(node)) visit(inside);
  };
  visit(body);
  return names;
}

/** Of all that a body holds, such as branches and arguments. */
function isExpression(node: object): node is Expression {
  return 'type' in node && 'offset' in node;
}

/** `environment.outputs` of such an expression; what is no name is a dot there. */
function pathOf(expression: Expression): string {
  if (expression.type === 'name') return expression.name;
  return expression.type === 'attribute' ? `${pathOf(expression.of)}.${expression.name}` : '';
}
