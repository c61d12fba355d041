import type { Story } from './inspections.js';

/** The mission in made-up Vareta: about 300 inspections with 3,000 lines. Everything in it is fictional. */
export const unmiva: Story = {
  body: 'UNMIVA',
  seed: 9001,
  inspections: 300,
  land: {
    code: 'XV',
    name: 'Vareta',
    box: [-30, -3, -27, 0],
    places: ['Port Amsel', 'Corda', 'Lower Tamsin', 'Wenlo', 'Astry', 'Brakka', 'Ilmoor'],
    forces: ['Varetan Guard, 1st Battalion', 'Varetan Guard, 3rd Battalion', 'Varetan Coast Watch'],
    inspectParagraph: 'S/RES/9001(2015)/12',
  },
};

/** The mission in made-up Obela, with a handful of records that UNMIVA must never see. */
export const unsob: Story = {
  body: 'UNSOB',
  seed: 9002,
  inspections: 12,
  land: {
    code: 'XO',
    name: 'Obela',
    box: [-34, -3, -31, 0],
    places: ['Narin', 'Orla', 'Santeval'],
    forces: ['Obelan Border Force'],
    inspectParagraph: 'S/RES/9002(2015)/12',
  },
};
