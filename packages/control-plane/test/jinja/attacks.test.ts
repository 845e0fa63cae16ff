import { describe, expect, test } from '@jest/globals';
import { cpuTimeMs } from '../support/cpu-time.ts';
import { BOMBS, ESCAPES } from './support/attacks.ts';
import { render } from './support/jinja.ts';

const NAMES = { service: { name: 'shop', inputs: { list: [1, 2], text: 'x', __proto__: { inherited: 'secret' } } } };

describe('a template that tries to get out', () => {
  test.each(ESCAPES)('%s is refused', (template) => {
    const { text, error } = render(template, NAMES);
    expect(text).toBeUndefined();
    expect(error).toMatch(/^line \d+, column \d+: /);
  });

  test('takes what has a name of JavaScript as any other name', () => {
    const names = { service: JSON.parse('{"constructor": "mine", "__proto__": "also", "toString": 1}') };
    expect(render('{{ service.constructor }}{{ service["__proto__"] }}{{ service.toString }}', names)).toEqual({
      text: 'minealso1',
    });
    expect(render('{{ constructor is defined }} {{ __proto__ is defined }} {{ toString is defined }}', {}).text).toBe(
      'False False False',
    );
  });
});

/** Far more than the 100 ms of the benchmark `attacks`, and far less than what has no limit takes: also on a busy machine. */
const MAXIMUM_MS = 2000;

describe('a template that tries to take all time or memory', () => {
  test.each(Object.entries(BOMBS))('by %s is stopped', (_name, template) => {
    const before = process.memoryUsage().rss;
    const { error } = render(template, {});
    expect(error).toMatch(/^line \d+, column \d+: /);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
    expect(cpuTimeMs((attempt) => render(`${template}${attempt}`, {}), MAXIMUM_MS)).toBeLessThan(MAXIMUM_MS);
  });

  test('by nothing but being refused', () => {
    const refuseAll = (attempt: number) => ESCAPES.map((template) => render(`${template}${attempt}`, NAMES));
    const tookMs = cpuTimeMs(refuseAll, MAXIMUM_MS);
    expect(tookMs).toBeLessThan(MAXIMUM_MS);
  });
});
