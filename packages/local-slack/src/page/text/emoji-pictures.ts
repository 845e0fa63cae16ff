import { emojiCharacter } from '../../mrkdwn/index.ts';
import { make } from '../dom.ts';
import { drawIcon } from '../icons.ts';

const colours = {
  green: '#2eb67d',
  red: '#e0364c',
  amber: '#f2a93b',
  blue: '#3b82f6',
  purple: '#8b5cf6',
  grey: '#8a8fa3',
  white: '#ffffff',
} as const;

type Shapes = Parameters<typeof drawIcon>[1];

const stroke = (colour: string, path: string, width = '2.4'): Shapes[number] => [
  'path',
  {
    d: path,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  },
];
const disc = (colour: string): Shapes => [['circle', { cx: '12', cy: '12', r: '9', fill: colour }]];
const tile = (colour: string): Shapes => [
  ['rect', { x: '2.5', y: '2.5', width: '19', height: '19', rx: '5', fill: colour }],
];

const check = 'M7.5 12.5l3 3 6-7';
const hourglass: Shapes = [
  stroke(colours.amber, 'M6 3.5h12M6 20.5h12', '2.2'),
  [
    'path',
    {
      d: 'M7.5 4.5c0 4 3 5.5 4.5 7.5 1.5-2 4.5-3.5 4.5-7.5zM12 12c-1.5 2-4.5 3.5-4.5 7.5h9c0-4-3-5.5-4.5-7.5z',
      fill: colours.amber,
    },
  ],
];

/**
 * The signs by which a deployment's state is seen at a glance, drawn here so that they look the same on every machine,
 * also where no emoji font is installed.
 */
const pictures: Readonly<Record<string, Shapes>> = {
  '✅': [...tile(colours.green), stroke(colours.white, check)],
  '✔': [stroke(colours.green, 'M5 12.5l4.5 4.5L19 7', '3')],
  '❌': [stroke(colours.red, 'M6 6l12 12M18 6L6 18', '3.6')],
  '✖': [stroke(colours.grey, 'M6 6l12 12M18 6L6 18', '3.2')],
  '⏳': hourglass,
  '⌛': hourglass,
  '⚠': [
    [
      'path',
      {
        d: 'M12 3.2 22 20.5H2z',
        fill: colours.amber,
        stroke: colours.amber,
        'stroke-width': '1.6',
        'stroke-linejoin': 'round',
      },
    ],
    stroke('#3b2a06', 'M12 9.5v5M12 17.6v.1', '2.2'),
  ],
  '🛑': [
    ['path', { d: 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z', fill: colours.red }],
    stroke(colours.white, 'M8 12h8', '2.8'),
  ],
  '⛔': [...disc(colours.red), stroke(colours.white, 'M7.5 12h9', '3')],
  '🚫': [
    ['circle', { cx: '12', cy: '12', r: '8', fill: 'none', stroke: colours.red, 'stroke-width': '2.6' }],
    stroke(colours.red, 'M6.5 6.5l11 11', '2.6'),
  ],
  '🔄': [
    ...tile(colours.blue),
    stroke(
      colours.white,
      'M16.5 9.5a5.2 5.2 0 0 0-9-.8M7.5 14.5a5.2 5.2 0 0 0 9 .8M7.3 5.8v3.2h3.2M16.7 18.2V15h-3.2',
      '1.9',
    ),
  ],
  '🔁': [
    ...tile(colours.blue),
    stroke(colours.white, 'M7 11V10a2 2 0 0 1 2-2h7l-2-2M17 13v1a2 2 0 0 1-2 2H8l2 2', '1.9'),
  ],
  '🚀': [
    ['path', { d: 'M13.5 3.5c3.5-1 6-.8 7-.1.7 1 .9 3.5-.1 7L13 17l-6-6z', fill: colours.blue }],
    ['path', { d: 'M8 9.5l-4.5 1 3 3zM14.5 16l-1 4.5-3-3z', fill: colours.purple }],
    ['circle', { cx: '15.5', cy: '8.5', r: '1.9', fill: colours.white }],
    stroke(colours.amber, 'M6.5 15.5 3.5 20.5l5-3', '2'),
  ],
  '🔔': [
    ['path', { d: 'M12 3a6 6 0 0 0-6 6c0 5-2 6.5-2 7.5h16c0-1-2-2.5-2-7.5a6 6 0 0 0-6-6z', fill: colours.amber }],
    stroke(colours.amber, 'M10.3 19.7a2 2 0 0 0 3.4 0', '2'),
  ],
  '🚨': [
    ['path', { d: 'M6 17V12a6 6 0 0 1 12 0v5z', fill: colours.red }],
    stroke(colours.grey, 'M4.5 19.5h15', '2.6'),
    stroke(colours.red, 'M12 1.8v1.4M3.6 5.2l1 1M20.4 5.2l-1 1', '1.8'),
  ],
  '🔗': [
    stroke(
      colours.blue,
      'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7L12 6.5M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
      '2.2',
    ),
  ],
  '🔒': [
    stroke(colours.grey, 'M8 11V8a4 4 0 0 1 8 0v3', '2.2'),
    ['rect', { x: '5', y: '10.5', width: '14', height: '10', rx: '2.2', fill: colours.amber }],
  ],
  '🔑': [
    ['circle', { cx: '8', cy: '12', r: '3.6', fill: 'none', stroke: colours.amber, 'stroke-width': '2.4' }],
    stroke(colours.amber, 'M11.6 12H21M18 12v3.2', '2.4'),
  ],
  '👀': [
    [
      'ellipse',
      { cx: '7.5', cy: '12', rx: '4.2', ry: '6', fill: colours.white, stroke: colours.grey, 'stroke-width': '1.2' },
    ],
    [
      'ellipse',
      { cx: '16.5', cy: '12', rx: '4.2', ry: '6', fill: colours.white, stroke: colours.grey, 'stroke-width': '1.2' },
    ],
    ['circle', { cx: '9', cy: '13', r: '2', fill: '#26303d' }],
    ['circle', { cx: '18', cy: '13', r: '2', fill: '#26303d' }],
  ],
  '👤': [
    ['circle', { cx: '12', cy: '8', r: '4', fill: colours.purple }],
    ['path', { d: 'M4.5 20.5a7.5 7.5 0 0 1 15 0z', fill: colours.purple }],
  ],
  '👥': [
    ['circle', { cx: '8.5', cy: '8.5', r: '3.6', fill: colours.purple }],
    ['path', { d: 'M2 20a6.5 6.5 0 0 1 13 0z', fill: colours.purple }],
    ['circle', { cx: '16.5', cy: '8.5', r: '3', fill: colours.grey }],
    ['path', { d: 'M16.4 20a8 8 0 0 0-2.2-5.8A5.6 5.6 0 0 1 22 20z', fill: colours.grey }],
  ],
  '🤖': [
    stroke(colours.grey, 'M12 6.5V3.2M3.2 12v4M20.8 12v4', '2'),
    ['rect', { x: '4.8', y: '6.5', width: '14.4', height: '13.5', rx: '3.4', fill: colours.grey }],
    ['circle', { cx: '9.2', cy: '12', r: '1.7', fill: colours.white }],
    ['circle', { cx: '14.8', cy: '12', r: '1.7', fill: colours.white }],
    stroke(colours.white, 'M9.2 16.4h5.6', '1.7'),
  ],
  '🗑': [stroke(colours.grey, 'M4 6.5h16M9.5 6V3.8h5V6M6.2 6.8l1 13.4h9.6l1-13.4M10.3 10.5v6M13.7 10.5v6', '1.9')],
  '❔': [
    ...tile(colours.grey),
    stroke(colours.white, 'M9.2 9.6a2.9 2.9 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 1.9M12 17v.1', '2.1'),
  ],
  '✓': [stroke(colours.green, 'M5 12.5l4.5 4.5L19 7', '3')],
  '✗': [stroke(colours.red, 'M6.5 6.5l11 11M17.5 6.5l-11 11', '2.8')],
  '🕓': [
    ['circle', { cx: '12', cy: '12', r: '8.2', fill: 'none', stroke: colours.grey, 'stroke-width': '2.2' }],
    stroke(colours.blue, 'M12 7.5V12l3.2 2.4', '2.2'),
  ],
  '⚖': [
    stroke(colours.grey, 'M12 4v16M8 20h8M4.5 6.5h15', '2'),
    stroke(colours.purple, 'M5.5 7l-3 6.5a3.1 3.1 0 0 0 6 0zM18.5 7l-3 6.5a3.1 3.1 0 0 0 6 0z', '1.7'),
  ],
  '👻': [
    ['path', { d: 'M5 21V11a7 7 0 0 1 14 0v10l-2.3-2-2.4 2L12 19l-2.3 2-2.4-2z', fill: colours.grey }],
    ['circle', { cx: '9.7', cy: '11', r: '1.3', fill: colours.white }],
    ['circle', { cx: '14.3', cy: '11', r: '1.3', fill: colours.white }],
  ],
  '✋': [...tile(colours.amber), stroke(colours.white, 'M12 7v5M12 16.2v.1', '2.6')],
  ℹ: [...tile(colours.blue), stroke(colours.white, 'M12 11v5.5M12 7.6v.1', '2.4')],
  '⏸': [...tile(colours.blue), stroke(colours.white, 'M9.5 8v8M14.5 8v8', '2.6')],
  '⏹': [...tile(colours.blue), ['rect', { x: '8', y: '8', width: '8', height: '8', rx: '1', fill: colours.white }]],
  '▶': [...tile(colours.blue), ['path', { d: 'M9.5 7.5v9l7-4.5z', fill: colours.white }]],
  '🟢': disc(colours.green),
  '🔴': disc(colours.red),
  '🟡': disc('#f5c542'),
  '🟠': disc('#f08a3c'),
  '🔵': disc(colours.blue),
  '🟣': disc(colours.purple),
  '⚪': [['circle', { cx: '12', cy: '12', r: '8', fill: 'none', stroke: colours.grey, 'stroke-width': '2' }]],
  '⚫': disc('#26303d'),
  '⏱': [
    ['circle', { cx: '12', cy: '13.5', r: '7.5', fill: 'none', stroke: colours.grey, 'stroke-width': '2.2' }],
    stroke(colours.grey, 'M12 2.5v3M9.5 2.5h5', '2.2'),
    stroke(colours.red, 'M12 13.5V9.5', '2.2'),
  ],
  '⏰': [
    ['circle', { cx: '12', cy: '13', r: '7.5', fill: 'none', stroke: colours.red, 'stroke-width': '2.2' }],
    stroke(colours.red, 'M12 9v4l2.5 2M4 6l2.5-2.5M20 6l-2.5-2.5', '2.2'),
  ],
  '🎉': [
    ['path', { d: 'M4 20.5 9 8.5l6.5 6.5z', fill: colours.amber }],
    stroke(colours.red, 'M13 9c1-1.5.5-3.5 2-5', '2'),
    stroke(colours.blue, 'M15.5 11.5c1.5-1 3.5-.5 5-2', '2'),
    stroke(colours.green, 'M18.5 4.5v.1M20 14.5v.1', '2.6'),
  ],
  '🔐': [
    stroke(colours.grey, 'M8 11V8a4 4 0 0 1 8 0v3', '2.2'),
    ['rect', { x: '5', y: '10.5', width: '14', height: '10', rx: '2.2', fill: colours.blue }],
  ],
};

const variation = /️/g;

/** A known shortcode as a picture, or as its character. */
export function showEmoji(name: string): Node {
  const character = emojiCharacter(name);
  if (character === undefined) return document.createTextNode(`:${name}:`);
  return pictureOf(character, `:${name}:`) ?? make('span', { class: 'emoji-character', title: `:${name}:` }, character);
}

const drawable = new RegExp(`(?:${Object.keys(pictures).join('|')})\\uFE0F?`, 'gu');

/** Text in which the characters that are drawn here stand as pictures. */
export function showText(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(drawable)) {
    const picture = pictureOf(match[0], match[0]);
    if (picture === undefined) continue;
    if (match.index > end) nodes.push(document.createTextNode(text.slice(end, match.index)));
    nodes.push(picture);
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}

function pictureOf(character: string, label: string): SVGSVGElement | undefined {
  const shapes = pictures[character.replaceAll(variation, '')];
  return shapes === undefined ? undefined : drawIcon('emoji', shapes, label);
}
