import { isJsonObject, type JsonObject, objectsIn } from '../json.ts';
import type { CheckedBlock } from './check.ts';

/** A Block Kit block that has passed the checks and has a name. */
export type Block = JsonObject & { readonly type: string; readonly block_id: string };

/**
 * Gives blocks and interactive elements the names that the app left out, as Slack does: an action is delivered with
 * both names, so each must have them.
 */
export function nameBlocks(blocks: readonly CheckedBlock[], makeName: () => string): Block[] {
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? makeName(),
    ...(block.type === 'actions'
      ? { elements: objectsIn(block['elements']).map((element) => nameElement(element, makeName)) }
      : {}),
    ...(isInteractive(block['accessory']) ? { accessory: nameElement(block['accessory'], makeName) } : {}),
    ...(isInteractive(block['element']) ? { element: nameElement(block['element'], makeName) } : {}),
  }));
}

/** Every interactive element of these blocks with the block it is in. */
export function findElements(blocks: readonly Block[]): { readonly block: Block; readonly element: JsonObject }[] {
  return blocks.flatMap((block) => {
    const elements = block.type === 'actions' ? objectsIn(block['elements']) : [];
    return [...elements, block['accessory'], block['element']]
      .filter(isInteractive)
      .map((element) => ({ block, element }));
  });
}

function nameElement(element: JsonObject, makeName: () => string): JsonObject {
  return { ...element, action_id: element['action_id'] ?? makeName() };
}

function isInteractive(value: unknown): value is JsonObject {
  return isJsonObject(value) && value['type'] !== 'image';
}
