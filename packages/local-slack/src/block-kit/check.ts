import { z } from 'zod';
import { type JsonObject, objectsIn, textOf } from '../json.ts';
import { messageBlock, type ViewContent, viewContent } from './blocks.ts';
import { describeIssues } from './describe.ts';
import { limits } from './limits.ts';

/** A block as the app sent it: checked, but perhaps without names of its own. */
export type CheckedBlock = JsonObject & { readonly type: string; readonly block_id?: string | undefined };

export type BlocksCheck =
  | { readonly blocks: readonly CheckedBlock[] }
  | { readonly error: 'invalid_blocks_format' | 'invalid_blocks' | 'msg_blocks_too_long'; readonly problems: string[] };

const messageBlocks = z.array(messageBlock).max(limits.blocksPerMessage);

/**
 * Checks the blocks of a message as Slack does.
 *
 * @param blocks - what the app sent: an array, or that array as JSON text, as form bodies carry it.
 * @returns the blocks, or Slack's error code and each problem with a JSON pointer to its place.
 */
export function checkMessageBlocks(blocks: unknown): BlocksCheck {
  const decoded = decode(blocks);
  if (!Array.isArray(decoded)) return { error: 'invalid_blocks_format', problems: ['must be an array of blocks'] };
  const parsed = messageBlocks.safeParse(decoded);
  if (!parsed.success) return { error: 'invalid_blocks', problems: describeIssues(parsed.error.issues, 'blocks') };
  const duplicates = findDuplicateNames(parsed.data, '/blocks');
  if (duplicates.length > 0) return { error: 'invalid_blocks', problems: duplicates };
  const markdownLength = countMarkdown(parsed.data);
  const textLength = countText(parsed.data);
  if (markdownLength > limits.markdownText || textLength > limits.messageBlocksText) {
    const problem = `the text of all blocks together has ${textLength} characters, ${markdownLength} of them markdown`;
    return { error: 'msg_blocks_too_long', problems: [problem] };
  }
  return { blocks: parsed.data };
}

export type ViewCheck = { readonly view: ViewContent } | { readonly problems: string[] };

/** Checks what the app wants to show as a modal; problems point to their place below `/view`. */
export function checkView(view: unknown): ViewCheck {
  const decoded = decode(view);
  const parsed = viewContent.safeParse(decoded);
  if (!parsed.success) return { problems: describeIssues(parsed.error.issues, 'view') };
  const duplicates = findDuplicateNames(parsed.data.blocks, '/view/blocks');
  return duplicates.length > 0 ? { problems: duplicates } : { view: parsed.data };
}

function decode(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function findDuplicateNames(blocks: readonly CheckedBlock[], pointer: string): string[] {
  const problems: string[] = [];
  const blockIds = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    if (block.block_id !== undefined && blockIds.has(block.block_id)) {
      problems.push(`block_id "${block.block_id}" already exists [json-pointer:${pointer}/${index}/block_id]`);
    }
    if (block.block_id !== undefined) blockIds.add(block.block_id);
    if (block.type === 'actions') problems.push(...findDuplicateActions(block, `${pointer}/${index}`));
  }
  return problems;
}

function findDuplicateActions(block: JsonObject, pointer: string): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const [index, element] of objectsIn(block['elements']).entries()) {
    const actionId = textOf(element['action_id']);
    if (actionId !== '' && seen.has(actionId)) {
      problems.push(`action_id "${actionId}" already exists [json-pointer:${pointer}/elements/${index}]`);
    }
    seen.add(actionId);
  }
  return problems;
}

function countMarkdown(blocks: readonly CheckedBlock[]): number {
  return blocks.filter((block) => block.type === 'markdown').reduce((sum, block) => sum + countText(block), 0);
}

/** The characters of every `text` at any depth. */
function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + countText(entry), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + (key === 'text' && typeof entry === 'string' ? entry.length : countText(entry)),
    0,
  );
}
