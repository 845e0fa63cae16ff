import type { Dice } from './dice.ts';
import { type Json, type JsonObject, objectsIn, placesIn, RawText } from './json-text.ts';

const raw = (text: string): Json => new RawText(text);

/** Made once, since they are large. */
const LONG_TEXT = raw(JSON.stringify('a'.repeat(60_000)));
const LONG_LIST = raw(JSON.stringify(Array.from({ length: 2000 }, () => 'x')));
const DEEP_LIST = raw(`${'['.repeat(3000)}${']'.repeat(3000)}`);
const DEEP_OBJECT = raw(`${'{"a":'.repeat(1500)}1${'}'.repeat(1500)}`);

/** Values that a member should survive, whatever its type. */
const HOSTILE_VALUES: readonly (() => Json)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => 2 ** 53,
  () => raw('1e400'),
  () => raw('-0'),
  () => raw(`1${'0'.repeat(400)}`),
  () => raw('NaN'),
  () => raw('Infinity'),
  () => raw('undefined'),
  () => raw('01'),
  () => raw("'text'"),
  () => raw('"\\ud800"'),
  () => raw('"\\u0000"'),
  () => raw('"\\x41"'),
  () => raw('"line\nbreak"'),
  () => raw('{"__proto__":{"polluted":true}}'),
  () => raw('{"constructor":{"prototype":{"polluted":true}}}'),
  () => DEEP_LIST,
  () => DEEP_OBJECT,
  () => raw('['.repeat(2000)),
  () => ({ entries: [] }),
  () => ({ entries: [['length', 3]] }),
  () => ({
    entries: [
      ['toString', 'x'],
      ['then', true],
    ],
  }),
  () => [],
  () => [null],
  () => [[], 1, 'x', false, { entries: [] }],
  () => LONG_LIST,
  () => '',
  () => ' ',
  () => '-',
  () => '__proto__',
  () => 'constructor',
  () => 'toString',
  () => '../../../etc/passwd',
  () => 'name\u0000',
  () => '日本語 🚀 \u202e',
  () => '\ufeffshop',
  () => 'a'.repeat(101),
  () => LONG_TEXT,
  () => '%s%n{{7*7}}${7*7}',
  () => 'arn:aws:proton:eu-central-1:111122223333:service/',
  () => 'arn:aws:proton:us-west-2:999999999999:environment/prod',
  () => `arn:aws:proton:${':'.repeat(150)}`,
  () => 'proton: ServiceSpec\ninstances: 7\n',
  () => 'proton: ServiceSpec\ninstances: [{name: blue, environment: prod, spec: {__proto__: {polluted: true}}}]\n',
  () => 'a: &a [x]\nb: [*a, *a, *a]\n',
  () => `${'- '.repeat(3000)}x`,
  () => 'proton: EnvironmentSpec\nspec: !!binary "x"\n',
  () => '{{{{',
  () => `${'aA0_-'.repeat(40)}!`,
];

/** Breaks a body in its structure, in one to three places. */
export function mutateJson(input: JsonObject, dice: Dice): Json {
  let root: Json = input;
  const count = 1 + dice.below(3);
  for (let done = 0; done < count; done += 1) root = mutateOnce(root, dice);
  return root;
}

function mutateOnce(root: Json, dice: Dice): Json {
  const places = placesIn(root);
  if (places.length === 0 || dice.percent(3)) return dice.percent(50) ? dice.pick(HOSTILE_VALUES)() : [root];
  const place = dice.pick(places);
  const object = dice.pick([...objectsIn(root), { entries: [] }]);
  const [key = 'name', member = null] = object.entries.length > 0 ? dice.pick(object.entries) : [];
  switch (dice.below(10)) {
    case 0: // left out
      object.entries = object.entries.filter((entry) => entry[0] !== key);
      break;
    case 1: // twice, with another value
      object.entries.push([key, dice.pick(HOSTILE_VALUES)()]);
      break;
    case 2: // under another name
      object.entries.push([
        dice.pick([key.toUpperCase(), '__proto__', 'constructor', '', `${key} `, 'unknown']),
        member,
      ]);
      break;
    case 3: // too deep by one
      place.put(dice.percent(50) ? [place.value] : { entries: [['value', place.value]] });
      break;
    default:
      place.put(dice.pick(HOSTILE_VALUES)());
  }
  return root;
}

const PIECES: readonly Buffer[] = [
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xc0, 0xaf]),
  Buffer.from([0xf8, 0x88, 0x80, 0x80, 0x80]),
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from([0x00]),
  Buffer.from([0x1b, 0x5b]),
  Buffer.from('"'),
  Buffer.from('}'),
  Buffer.from(',,'),
  Buffer.from('/* */'),
  Buffer.from('\\'),
];

/** Breaks a body in its bytes. */
export function mutateBytes(body: Buffer, dice: Dice): Buffer {
  const at = dice.below(body.length + 1);
  const [before, after] = [body.subarray(0, at), body.subarray(at)];
  switch (dice.below(7)) {
    case 0:
      return before;
    case 1:
      return after;
    case 2:
      return Buffer.concat([body, body]);
    case 3:
      return Buffer.from(body.toString('utf8'), 'utf16le');
    case 4:
      return Buffer.from(Array.from({ length: dice.below(200) }, () => dice.below(256)));
    default:
      return Buffer.concat([before, dice.pick(PIECES), after.subarray(dice.below(3))]);
  }
}
