import type { ResourceForm } from '../../../../src/lib/slack/index.ts';

function checkDepotName(text: string) {
  const problems = [
    ...(/^[a-z]*$/.test(text) ? [] : ['must be lower case']),
    ...(text.length <= 5 ? [] : ['is too long']),
  ];
  return problems.length > 0 ? { problems } : { value: text };
}

/** A form of no provider that there is: what chat does with forms must not depend on whose they are. */
export const depotForm: ResourceForm = {
  provider: 'warehouse',
  known: { kind: 'instance', environment: '' },
  command: 'depot',
  resource: 'depot',
  title: 'Depot',
  introduction: 'Builds a depot.',
  fields: [
    {
      member: 'depotName',
      label: 'Name',
      placeholder: 'north',
      hint: 'Lower case.',
      optional: true,
      check: checkDepotName,
    },
    { member: 'remarks', label: 'Remarks', multiline: true, optional: true, check: (text) => ({ value: text }) },
  ],
  existing: {
    resources: 'depots',
    deleteWarning: 'Shelves go with it. Pallets are NOT removed.',
    exampleName: 'north',
  },
  nameOf: ({ depotName }) => (typeof depotName === 'string' ? depotName : ''),
  checkTogether: ({ remarks }) => (remarks === 'free' ? [{ member: 'price', problem: 'must be paid' }] : []),
};

export const depotForms: readonly ResourceForm[] = [depotForm];
