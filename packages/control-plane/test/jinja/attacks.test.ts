import { describe, expect, test } from '@jest/globals';
import { cpuTimeMs } from '../support/cpu-time.ts';
import { render } from './support/jinja.ts';

const NAMES = { service: { name: 'shop', inputs: { list: [1, 2], text: 'x', __proto__: { inherited: 'secret' } } } };

/** Ways out of template engines that are known, of JavaScript and of Python. None leads to a value. */
const ESCAPES: readonly string[] = [
  '{{ service.constructor }}',
  '{{ service["constructor"] }}',
  '{{ service.name.constructor }}',
  '{{ service.name["constructor"]["constructor"]("return process")() }}',
  '{{ service.__proto__ }}',
  '{{ service["__proto__"] }}',
  '{{ service.inputs.inherited }}',
  '{{ service.inputs.list.map }}',
  '{{ service.inputs.list.length }}',
  '{{ service.inputs.list.push(1) }}',
  '{{ service.toString() }}',
  '{{ service.hasOwnProperty("name") }}',
  '{{ range.constructor("return globalThis")() }}',
  '{{ range }}',
  '{{ process.env }}',
  '{{ process }}',
  '{{ globalThis }}',
  '{{ global.process }}',
  '{{ require("fs") }}',
  '{{ this }}',
  '{{ self._TemplateReference__context }}',
  '{{ cycler.__init__.__globals__.os.environ }}',
  '{{ lipsum.__globals__ }}',
  '{{ "".__class__.__mro__[1].__subclasses__() }}',
  '{{ "".__class__ }}',
  '{{ ()["__class__"] }}',
  '{{ service | attr("constructor") }}',
  '{{ [service] | map(attribute="constructor") | list }}',
  '{{ [service] | map(attribute="__proto__.toString") | list }}',
  '{{ ["x"] | map("constructor") | list }}',
  '{{ ["x"] | map("__proto__") | list }}',
  '{{ ["x"] | select("constructor") | list }}',
  '{{ "x" | constructor }}',
  '{{ "x" is constructor }}',
  '{{ "x" | __proto__ }}',
  '{% for k in service.constructor %}{{ k }}{% endfor %}',
  '{% for x in [1] %}{{ loop.constructor }}{% endfor %}',
  '{% for x in [1] %}{{ loop["items"] }}{% endfor %}',
  '{% for x in [1] %}{{ loop.member("index") }}{% endfor %}',
  '{% set ns = namespace(a=1) %}{{ ns.members }}',
  '{% set ns = namespace() %}{% set ns.__proto__ = service %}{{ ns.name }}',
  '{% set d = {"__proto__": service} %}{{ d.name }}',
  '{% set constructor = 1 %}{{ service[constructor] }}',
  '{% import "os" as os %}{{ os.environ }}',
  '{% include "/etc/passwd" %}',
  '{% include "../../package.json" %}',
  '{% extends "x" %}',
  '{{ "%s".format }}',
  '{{ "{0.__class__}".format(service) }}',
  '{{ namespace(a=1).constructor }}',
  '{{ (1).constructor }}',
  '{{ true.constructor }}',
  '{{ none.constructor }}',
];

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

const loop = (count: number, body: string): string => `{% for i in range(${count}) %}${body}{% endfor %}`;
const BOMBS: Readonly<Record<string, string>> = {
  'a long range': '{{ range(100000000) | list }}',
  'a range that is too long for an integer': `{{ range(${10n ** 60n}) | list }}`,
  'loops in loops': loop(1000, loop(1000, loop(1000, 'x'))),
  'doubling a text': `{% set ns = namespace(x="aaaaaaaaaaaaaaaa") %}${loop(60, '{% set ns.x = ns.x ~ ns.x %}')}{{ ns.x }}`,
  'adding a text to itself': `{% set ns = namespace(x="aaaaaaaaaaaaaaaa") %}${loop(60, '{% set ns.x = ns.x + ns.x %}')}`,
  'doubling a list': `{% set ns = namespace(x=[1]) %}${loop(60, '{% set ns.x = ns.x + ns.x %}')}`,
  'a list of itself twice': `{% set ns = namespace(x=[1]) %}${loop(60, '{% set ns.x = [ns.x, ns.x] %}')}{{ ns.x }}`,
  'the same as JSON': `{% set ns = namespace(x=[1]) %}${loop(60, '{% set ns.x = [ns.x, ns.x] %}')}{{ ns.x|tojson }}`,
  'the same compared': `{% set ns = namespace(x=[1], y=[1]) %}${loop(60, '{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}')}{{ ns.x == ns.y }}`,
  'a list in a list in a list': `{% set ns = namespace(x=[1]) %}${loop(20_000, '{% set ns.x = [ns.x] %}')}{{ ns.x }}`,
  'repeating a text': '{{ "aaaaaaaaaaaaaaaaaaaaaaaa" * 1000000000 }}',
  'repeating a list': '{{ [1] * 1000000000 }}',
  'repeating nothing': '{{ [] * 100000000000 }}{{ "" * 100000000000 }}{{ 1 / 0 }}',
  'a power': '{{ 9 ** 9 ** 9 ** 9 }}',
  'a product': `{% set ns = namespace(x=3) %}${loop(1000, '{% set ns.x = ns.x * ns.x %}')}`,
  'an indentation': '{{ "a" | indent(1000000000, true) }}',
  'an indentation of many lines': `{% set lines = "a\\n" * 100000 %}{{ lines | indent(200) }}`,
  'JSON with an indentation': '{{ [[1]] | tojson(1000000000) }}',
  'replacing every letter by many': '{% set t = "a" * 100000 %}{{ t | replace("a", t) }}',
  'joining with a long text': '{% set t = "a" * 100000 %}{{ t | join(t) }}',
  'joining a text with a method': '{% set t = "a" * 100000 %}{{ t.join(t) }}',
  'unique values of many': '{{ range(100000) | unique | list | length }}',
  'searching a long text often': `{% set t = "a" * 900000 %}${loop(100_000, '{% set x = t.count("b") %}')}`,
  'slicing a long list often': `{% set t = range(100000) | list %}${loop(100_000, '{% set x = t[1:] %}')}`,
  'reversing often': `{% set t = "ab" * 50000 %}${loop(100_000, '{% set x = t | reverse %}')}`,
  'stripping often': `{% set t = " " * 900000 %}${loop(100_000, '{% set x = t | trim %}')}`,
  'the length of a long text often': `{% set t = "😀" * 400000 %}${loop(100_000, '{% set x = t | length %}')}`,
  'one letter of a long text often': `{% set t = "😀" * 400000 %}${loop(100_000, '{% set x = t[-1] %}')}`,
  'sorting often': `{% set t = range(10000) | list %}${loop(1000, '{% set x = t | sort(reverse=true) %}')}`,
  'capturing often': `{% set ns = namespace(x="a" * 100) %}${loop(1000, '{% set x %}{{ ns.x }}{% endset %}{% set ns.x = x ~ x %}')}`,
  rounding: `{{ 1.5 | round(1000000000) }}`,
  brackets: `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`,
  'lists in lists': `{{ ${'['.repeat(50_000)}${']'.repeat(50_000)} }}`,
  'many signs': `{{ ${'-'.repeat(50_000)}1 }}`,
  'many nots': `{{ ${'not '.repeat(20_000)}true }}`,
  'a long sum': `{{ 1${' + 1'.repeat(20_000)} }}`,
  'many filters': `{{ 1${'|string'.repeat(20_000)} }}`,
  'many members': `{{ a${'.a'.repeat(20_000)} }}`,
  'many choices': `{{ 1${' if true else 1'.repeat(10_000)} }}`,
  'many ifs': `${'{% if true %}'.repeat(5_000)}${'{% endif %}'.repeat(5_000)}`,
  'many tags': '{{1}}'.repeat(100_000),
  'no end': `{{ ${'a '.repeat(10_000)}`,
  'a text without an end': `{{ "${'a'.repeat(900_000)}`,
  'many beginnings': '{'.repeat(1_000_000) + '{{',
  'many comments': '{#'.repeat(400_000),
  'many raws': '{% raw %}'.repeat(100_000),
  'many blanks': `{{${' '.repeat(1_000_000)}`,
  'blanks before a raw': `{%${' '.repeat(500_000)}x${'{%-   '.repeat(50_000)}`,
  'too long a template': 'a'.repeat(2_000_000),
};

/** For so long, nobody else is answered. */
const MAXIMUM_MS = 100;

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
