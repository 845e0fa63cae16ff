import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseTemplate, renderTemplate, TemplateError } from '../../../src/jinja/index.ts';

/** What an engine makes of a template: a text, or an error. */
export interface Rendering {
  readonly text?: string;
  readonly error?: string;
  /** Whether Jinja gave up on a constant, which may be where the template never comes by. */
  readonly early?: boolean;
}

/** Debian's Python, which has Debian's python3-jinja2; else whichever is found first. */
const pythons = ['/usr/bin/python3', 'python3'];
const python = pythons.find((path) => isWithJinja(path));

function isWithJinja(path: string): boolean {
  try {
    execFileSync(path, ['-c', 'import jinja2'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether Jinja itself is here. In CI it has to be; elsewhere its tests are left out, and say so. */
export function hasJinja(): boolean {
  if (python !== undefined) return true;
  const remedy = "There is no Jinja here; install Debian's python3-jinja2 to run this test.";
  if (process.env['CI']) throw new Error(remedy);
  console.warn(remedy);
  return false;
}

/** What Jinja makes of templates. */
export function renderWithJinja(templates: readonly string[], names: object): readonly Rendering[] {
  const input = JSON.stringify(templates.map((template) => ({ template, names })));
  const oracle = fileURLToPath(new URL('oracle.py', import.meta.url));
  return JSON.parse(
    execFileSync(python ?? 'python3', ['-W', 'ignore', oracle], {
      input,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    }),
  );
}

/** What this engine makes of a template; only a TemplateError is an answer. */
export function render(template: string, names: Readonly<Record<string, unknown>>): Rendering {
  try {
    return { text: renderTemplate(parseTemplate(template), names) };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}
