import { questions } from './support/annex-questions.js';
import { type Caller, openWorld, type World } from './world.js';

describe('what annex II of S/2017/1025 says', () => {
  let world: World;
  let planner: Caller;
  beforeAll(async () => {
    world = await openWorld();
    planner = await world.as('secretary@OTHERCOM');
  });
  afterAll(() => world.close());

  it.each(questions.map(one => [one.paragraph, one.question, one] as const))('%s: %s', async (_, __, asked) => {
    const answer = await planner.get(asked.get);
    expect([asked.get, answer.status]).toEqual([asked.get, 200]);
    expect(asked.expect(answer.body)).toEqual(asked.is);
  });

  it('is asked for in every paragraph', () => {
    expect(questions.length).toBeGreaterThanOrEqual(60);
    const paragraphs = new Set(questions.map(one => one.paragraph.replace(/^(A2\/\d+).*$/, '$1')));
    for (let n = 1; n <= 20; n++) expect(paragraphs).toContain(`A2/${n}`);
  });
});
