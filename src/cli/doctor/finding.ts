import { visibleText } from '../../lib/visible-text.ts';

/** One result of a check: a line for people. */
export interface Finding {
  /** `problem`: the bot does not work as configured until somebody does something. `note`: worth knowing. */
  readonly verdict: 'good' | 'note' | 'problem';
  /** What was checked: `Slack channel deploys`. */
  readonly about: string;
  readonly text: string;
  /** What to do; every problem has it. */
  readonly remedy?: string;
}

export function good(about: string, text: string): Finding {
  return { verdict: 'good', about, text };
}

export function note(about: string, text: string): Finding {
  return { verdict: 'note', about, text };
}

export function problem(about: string, text: string, remedy: string): Finding {
  return { verdict: 'problem', about, text, remedy };
}

const signs = { good: '✓', note: '·', problem: '✗' } as const;

/** The finding as one line. */
export function describeFinding({ verdict, about, text, remedy }: Finding): string {
  const line = `${signs[verdict]} ${about}: ${text}${remedy === undefined ? '' : `. ${remedy}`}`;
  return visibleText(line.replaceAll(/\s*\n\s*/g, ' '));
}
