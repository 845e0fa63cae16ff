const svgNamespace = 'http://www.w3.org/2000/svg';

type Shape = readonly [name: 'path' | 'circle' | 'rect' | 'ellipse', attributes: Readonly<Record<string, string>>];

/** Makes a picture from shapes; `label` is read aloud, without one the picture is decoration. */
export function drawIcon(className: string, shapes: readonly Shape[], label?: string): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('viewBox', '0 0 24 24');
  if (label === undefined) svg.setAttribute('aria-hidden', 'true');
  else {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
  }
  for (const [name, attributes] of shapes) {
    const shape = document.createElementNS(svgNamespace, name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    svg.appendChild(shape);
  }
  return svg;
}

const line = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '2',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
};
const orbit = { cx: '12', cy: '12', rx: '9.5', ry: '3.9', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.7' };

const icons = {
  brand: [
    ['ellipse', { ...orbit, transform: 'rotate(32 12 12)' }],
    ['ellipse', { ...orbit, transform: 'rotate(-32 12 12)' }],
    ['circle', { cx: '12', cy: '12', r: '2.3', fill: 'currentColor' }],
  ],
  eye: [
    ['path', { ...line, d: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z' }],
    ['circle', { ...line, cx: '12', cy: '12', r: '2.6' }],
  ],
  close: [['path', { ...line, d: 'M6 6l12 12M18 6L6 18' }]],
  send: [['path', { ...line, d: 'M4 12h15M13 6l6 6-6 6' }]],
  chevron: [['path', { ...line, d: 'M9 6l6 6-6 6' }]],
  more: [
    ['circle', { cx: '5', cy: '12', r: '1.8', fill: 'currentColor' }],
    ['circle', { cx: '12', cy: '12', r: '1.8', fill: 'currentColor' }],
    ['circle', { cx: '19', cy: '12', r: '1.8', fill: 'currentColor' }],
  ],
  timeline: [
    ['path', { ...line, d: 'M6 4v16M11 6h9M11 12h9M11 18h6' }],
    ['circle', { cx: '6', cy: '6', r: '2', fill: 'currentColor' }],
    ['circle', { cx: '6', cy: '12', r: '2', fill: 'currentColor' }],
    ['circle', { cx: '6', cy: '18', r: '2', fill: 'currentColor' }],
  ],
  picture: [
    ['rect', { ...line, x: '3.5', y: '5', width: '17', height: '14', rx: '2' }],
    ['path', { ...line, d: 'M4 17l5-5 4 4 3-3 4 4' }],
  ],
} as const satisfies Readonly<Record<string, readonly Shape[]>>;

export type IconName = keyof typeof icons;

/** One of the page's own icons. */
export function icon(name: IconName): SVGSVGElement {
  return drawIcon(`icon icon-${name}`, icons[name]);
}
