/**
 * Derives the table that the conformance tests read, packages/control-plane/test/conformance/model/proton.json, from the public API
 * model of AWS Proton, as botocore carries it (botocore/data/proton/2020-07-20/service-2.json). Of that file only the
 * facts are taken: names, types, limits, patterns, enumerations, required members, declared errors; no documentation.
 *
 *   node scripts/derive-proton-model.mjs <path of service-2.json>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const TABLE = new URL('../packages/control-plane/test/conformance/model/proton.json', import.meta.url);
const LINE_WIDTH = 120;
const SUFFIX = 'Exception';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('Say where the model is: node scripts/derive-proton-model.mjs <path of service-2.json>');
  process.exit(2);
}
const model = JSON.parse(readFileSync(path, 'utf8'));
if (model.metadata?.uid !== 'proton-2020-07-20') {
  console.error(`${path} is not the model of AWS Proton, version 2020-07-20.`);
  process.exit(1);
}
const table = {
  derivedFrom: 'botocore/data/proton/2020-07-20/service-2.json (https://github.com/boto/botocore)',
  operations: mapped(model.operations, operationOf),
  shapes: mapped(withoutErrors(model.shapes), shapeOf),
};
writeFileSync(TABLE, `${layout(table, 0)}\n`);
console.log(`${Object.keys(table.operations).length} operations, ${Object.keys(table.shapes).length} shapes`);

/** Input and output are always `<operation>Input` and `<operation>Output`, so the table does not name them. */
function operationOf(operation, name) {
  if (operation.input?.shape !== `${name}Input` || operation.output?.shape !== `${name}Output`) {
    throw new Error(`The input or output of ${name} has another name than it should.`);
  }
  const errors = operation.errors.map(({ shape }) => shape);
  const odd = errors.find((error) => !error.endsWith(SUFFIX));
  if (odd !== undefined) throw new Error(`The error ${odd} does not end in ${SUFFIX}.`);
  return {
    ...(operation.idempotent && { idempotent: true }),
    errors: errors.map((error) => error.slice(0, -SUFFIX.length)).sort(),
  };
}

function shapeOf(shape) {
  const { type, min, max, pattern, required, union, sensitive } = shape;
  const memberNames = Object.keys(shape.members ?? {});
  return {
    type,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(pattern !== undefined && { pattern }),
    ...(shape.enum !== undefined && { enum: shape.enum }),
    ...(type === 'list' && { member: shape.member.shape }),
    ...(union && { union: true }),
    ...(sensitive && { sensitive: true }),
    ...(required?.length > 0 && { required: memberNames.filter((name) => required.includes(name)).sort() }),
    ...(type === 'structure' && { members: mapped(shape.members, (member) => member.shape) }),
    ...(type === 'structure' && tokenOf(shape.members)),
  };
}

/** The member that clients fill by themselves. */
function tokenOf(members) {
  const token = Object.keys(members).find((name) => members[name].idempotencyToken);
  return token === undefined ? {} : { idempotencyToken: token };
}

function withoutErrors(shapes) {
  return Object.fromEntries(Object.entries(shapes).filter(([, shape]) => !shape.exception));
}

function mapped(object, change) {
  const names = Object.keys(object).sort();
  return Object.fromEntries(names.map((name) => [name, change(object[name], name)]));
}

/** JSON as the formatter of this project lays it out: on one line what fits, one member a line what does not. */
function layout(value, indentation, before = 0) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const flat = `${open}${members(value, (member) => layout(member, 0, -Infinity)).join(', ')}${close}`;
  if (Object.keys(value).length === 0) return Array.isArray(value) ? '[]' : '{}';
  if (indentation + before + flat.length + 1 <= LINE_WIDTH) return flat;
  const inner = ' '.repeat(indentation + 2);
  const lines = members(value, (member, name) => layout(member, indentation + 2, name)).map((line) => inner + line);
  return `${open.trim()}\n${lines.join(',\n')}\n${' '.repeat(indentation)}${close.trim()}`;
}

function members(value, text) {
  if (Array.isArray(value)) return value.map((member) => text(member, 0));
  return Object.entries(value).map(([name, member]) => {
    const label = `${JSON.stringify(name)}: `;
    return `${label}${text(member, label.length)}`;
  });
}
