import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseCommand, resourceUsages } from '../../../../src/lib/slack/commands/index.ts';
import * as arbitrary from '../support/arbitraries.ts';
import { depotForm, depotForms } from '../support/resource-form.ts';

const provider = 'warehouse';

describe('what is understood', () => {
  test.each([
    ['depot', { name: 'resources', provider }],
    ['Depot LIST', { name: 'resources', provider }],
    ['depot show north', { name: 'resources', provider, target: 'north' }],
    ['depot show North Gate 2', { name: 'resources', provider, target: 'North Gate 2' }],
    ['depot show “North Gate 2”', { name: 'resources', provider, target: 'North Gate 2' }],
    ['depot delete `north`', { name: 'confirmDelete', provider, target: 'north' }],
    ['depot delete <north>', { name: 'confirmDelete', provider, target: 'north' }],
    ['status north', { name: 'status', target: 'north' }],
  ])('%j', (text, command) => {
    expect(parseCommand(text, depotForms)).toEqual({ command });
  });

  test('a form to fill in', () => {
    expect(parseCommand('depot create', depotForms)).toEqual({ form: depotForm });
  });
});

describe('what is not understood says what to type', () => {
  test.each([
    ['depot crate', '"depot" has no "crate"; did you mean "create"?'],
    ['depot explode north', '"depot" has no "explode"; known: create, list, show, delete'],
    ['depot create north', '"depot create" takes no arguments; type "/proton depot create"'],
    ['depot list all', '"depot list" takes no arguments; type "/proton depot list"'],
    [
      'depot delete',
      '"depot delete" needs the name or id of one depot; type "/proton depot delete <name|id>", such as "/proton depot delete north"',
    ],
    ['depto', 'There is no command "depto"; did you mean "depot"? Type "/proton help" to see all commands.'],
  ])('%j', (text, problem) => {
    expect(parseCommand(text, depotForms)).toEqual({ command: { name: 'unknown', text, problem } });
  });

  test('a name longer than any', () => {
    expect(parseCommand(`depot delete ${'a'.repeat(10_000)}`, depotForms)).toMatchObject({
      command: { name: 'unknown', problem: expect.stringContaining('too long (at most 256 characters)') },
    });
  });

  test('the word of a provider that is not enabled is no command', () => {
    expect(parseCommand('depot list')).toMatchObject({
      command: { name: 'unknown', problem: expect.stringContaining('no command') },
    });
  });
});

describe('a provider that has a form, and whose resources people look at by other means', () => {
  const { existing: _without, ...alone } = depotForm;
  const forms = [{ ...alone, command: 'build-depot' }];

  test('opens it with its word', () => {
    expect(parseCommand('Build-Depot', forms)).toEqual({ form: forms[0] });
    expect(forms.flatMap(resourceUsages)).toEqual([
      { group: 'resources', usage: 'build-depot', summary: 'opens a form to create one depot', permission: 'create' },
    ]);
  });

  test.each(['build-depot create', 'build-depot north'])('takes nothing more: %s', (text) => {
    const problem = '"build-depot" takes no arguments; type "/proton build-depot"';
    expect(parseCommand(text, forms)).toEqual({ command: { name: 'unknown', text, problem } });
  });
});

test('every usage in the help is understood as it says', () => {
  for (const { usage } of resourceUsages(depotForm)) {
    const typed = parseCommand(usage, depotForms);
    if (usage.endsWith('create')) expect(typed).toEqual({ form: depotForm });
    else expect(typed).toMatchObject({ command: { name: expect.stringMatching(/^(?:resources|confirmDelete)$/u) } });
  }
});

test('never throws, and never gives more than fits into a queue’s message', () => {
  const typed = fc.tuple(fc.constantFrom('', 'create', 'list', 'show', 'delete'), arbitrary.text);
  fc.assert(
    fc.property(typed, ([verb, rest]) => {
      const command = parseCommand(`depot ${verb} ${rest}`, depotForms);
      expect(JSON.stringify(command).length).toBeLessThan(5000);
    }),
  );
});
