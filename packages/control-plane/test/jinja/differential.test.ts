import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { runs } from '../support/properties.ts';
import { NAMES, REFUSED, SAME } from './support/cases.ts';
import { hasJinja, render, renderWithJinja } from './support/jinja.ts';
import { randomTemplates } from './support/random-templates.ts';

const jinja = hasJinja() ? describe : describe.skip;
const RANDOM = 2000;

jinja('Jinja itself', () => {
  test('renders every construct in the same way', () => {
    const mine = SAME.map((template) => render(template, NAMES));
    const differing = renderWithJinja(SAME, NAMES).flatMap((theirs, index) =>
      mine[index]?.text === theirs.text ? [] : [{ template: SAME[index], theirs, mine: mine[index] }],
    );
    expect(differing).toEqual([]);
  });

  test('renders random templates in the same way, where they are not refused', () => {
    const templates = fc.sample(randomTemplates, runs(RANDOM));
    const mine = templates.map((template) => render(template, NAMES));
    const theirs = renderWithJinja(templates, NAMES);
    const differing = templates.flatMap((template, index) => {
      const [here, there] = [mine[index], theirs[index]];
      const isSame = here?.text === undefined || here.text === there?.text;
      return isSame || there?.early === true ? [] : [{ template, here, there }];
    });
    expect(differing).toEqual([]);
    // Only what is rendered says something.
    expect(mine.filter(({ text }) => text !== undefined).length).toBeGreaterThan(RANDOM / 4);
  });
});

test.each(REFUSED)('%s is refused', (template) => {
  expect(render(template, NAMES).error).toMatch(/^line 1, column \d+: /);
});
