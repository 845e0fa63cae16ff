import type { ASTNode } from '@marcbachmann/cel-js';

/** Splits `a && b && c` into its parts; any other expression is a single part. */
export function conjunctsOf(node: ASTNode): readonly ASTNode[] {
  if (node.op !== '&&') return [node];
  const [left, right] = node.args;
  return [...conjunctsOf(left), ...conjunctsOf(right)];
}

/** The nodes directly below a node. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return [];
  if (node.op === '.' || node.op === '.?') return [node.args[0]];
  if (node.op === 'call') return node.args[1];
  if (node.op === 'rcall') return [node.args[1], ...node.args[2]];
  if (node.op === 'map') return node.args.flat();
  if (node.op === '!_' || node.op === '-_') return [node.args];
  return node.args;
}

/** A node and everything below it. */
export function* nodesOf(node: ASTNode): Generator<ASTNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

/**
 * The text of a part in the file, as a separate expression. The parser's ranges leave out parentheses at both ends. They are
 * added again until the text parses, which it does only with the right ones. (Serializing the tree does not work: the library's
 * `serialize` turns `a - (b - c)` into `a - b - c`.)
 *
 * @returns undefined if there is no such text, for example because there is a comment between the parentheses
 */
export function sourceOf(node: ASTNode, parse: (source: string) => unknown): string | undefined {
  const starts = outwards(node.input, node.start, -1);
  const ends = outwards(node.input, node.end, 1);
  for (const start of starts) {
    for (const end of ends) {
      const source = node.input.slice(start, end);
      try {
        parse(source);
        return source;
      } catch {
        // Half a pair of parentheses.
      }
    }
  }
  return undefined;
}

/** The place itself, then the ones behind each parenthesis that follows it directly, going left or right. */
function outwards(text: string, from: number, direction: -1 | 1): readonly number[] {
  const parenthesis = direction < 0 ? '(' : ')';
  const places = [from];
  for (let place = from; ; place += direction) {
    const character = text[direction < 0 ? place - 1 : place] ?? '';
    if (character === parenthesis) places.push(place + direction);
    else if (!/^\s$/.test(character)) return places;
  }
}

/** `deployment.status` → that text; `deployment["status"]` likewise; anything else → undefined. */
export function pathOf(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op === '.' && node.args[0].op === 'id') return `${node.args[0].args}.${node.args[1]}`;
  if (node.op !== '[]') return undefined;
  const [object, key] = node.args;
  return object.op === 'id' && key.op === 'value' && typeof key.args === 'string'
    ? `${object.args}.${key.args}`
    : undefined;
}

/** The variables and members an expression reads, each once, in the order of their first use. */
export function referencesOf(node: ASTNode): readonly string[] {
  const path = pathOf(node);
  if (path !== undefined) return [path];
  return [...new Set(childrenOf(node).flatMap(referencesOf))];
}
