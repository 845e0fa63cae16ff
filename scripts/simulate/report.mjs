import { readFile, writeFile } from 'node:fs/promises';

const file = new URL('../../docs/reliability.md', import.meta.url);

/**
 * Puts figures into `docs/reliability.md`, between the comments that mark their place.
 *
 * @param {string} name what the place is called there: `<!-- <name>:begin -->` … `<!-- <name>:end -->`
 * @param {string} text what is to stand there, as Markdown
 */
export async function replaceSection(name, text) {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const before = await readFile(file, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/reliability.md has no place for "${name}"`);
  await writeFile(file, `${before.slice(0, from + begin.length)}\n${text}\n${before.slice(to)}`);
}
