import type { FilledForm, ResourceForm } from '../../../../src/lib/slack/index.ts';

/** A form of no provider that there is: what chat does with forms must not depend on whose they are. */
export const depotForm: ResourceForm = {
  provider: 'warehouse',
  command: 'depot',
  resource: 'depot',
  resources: 'depots',
  title: 'Depot',
  introduction: 'Builds a depot.',
  fields: [
    { member: 'depotName', label: 'Name', placeholder: 'north', hint: 'Lower case.', optional: true },
    { member: 'remarks', label: 'Remarks', multiline: true, optional: true },
  ],
  deleteWarning: 'Shelves go with it. Pallets are NOT removed.',
  exampleName: 'north',
  read: ({ depotName = '', remarks = '' }): FilledForm => ({
    name: depotName,
    fields: { depotName, ...(remarks === '' ? {} : { remarks }) },
    problems: [
      ...(/^[a-z]*$/.test(depotName) ? [] : [{ member: 'depotName', problem: 'must be lower case' }]),
      ...(depotName.length <= 5 ? [] : [{ member: 'depotName', problem: 'is too long' }]),
      ...(remarks === 'free' ? [{ member: 'price', problem: 'must be paid' }] : []),
    ],
  }),
};

export const depotForms: readonly ResourceForm[] = [depotForm];
