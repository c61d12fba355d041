import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { passphraseFaults } from '../src/access/passphrase-rules.js';
import { hashPassphrase } from '../src/access/sign-in.service.js';
import { projectRoot } from '../src/config.js';
import { type Caller, openWorld, type World } from './world.js';

const codes = (passphrase: string, around: string[] = []) =>
  passphraseFaults(passphrase, around, '/p').map(f => f.code);
/** Text that no list knows, of any length. */
const varied = (length: number) => Array.from({ length }, (_, n) => String.fromCodePoint(0x4e00 + n * 37)).join('');

/** AN-1: what is accepted and what is not, and why. */
const cases: [string, string, string[]][] = [
  ['14 characters', 'quartz heron l', ['too_short']],
  ['15 characters', 'quartz heron la', []],
  ['64 characters', varied(64), []],
  ['128 characters', varied(128), []],
  ['129 characters', varied(129), ['too_long']],
  ['14 characters of four bytes', '𐍈𐌰𐌹𐍂𐌸𐌰𐍃𐌺𐌿𐌻𐌳𐍉𐍃𐍄', ['too_short']],
  ['15 characters of four bytes', '𐍈𐌰𐌹𐍂𐌸𐌰𐍃𐌺𐌿𐌻𐌳𐍉𐍃𐍄𐌴', []],
  [
    '128 characters of four bytes',
    Array.from({ length: 128 }, (_, n) => String.fromCodePoint(0x10400 + n)).join(''),
    [],
  ],
  ['lower case only', 'heronladderdispute', []],
  ['no digit, no sign', 'Heron Ladder Dispute', []],
  ['digits without a run', '8305162947 0638', ['too_common']],
  ['Arabic', 'سلحفاة تمشي ببطء شديد', []],
  ['Russian', 'черепаха идёт медленно', []],
  ['Chinese, 15 characters', '乌龟慢慢走过石桥看见月亮很圆啊', []],
  ['spaces inside and around', '  heron  ladder ', []],
  ['one character', 'aaaaaaaaaaaaaaaaaaaa', ['repeated']],
  ['two characters', 'abababababababab', ['repeated']],
  ['a word twice', 'heronladderheronladder', ['repeated']],
  ['a word twice, spaced', 'heron ladder heron ladder', ['repeated']],
  ['five different characters', 'abcdeabcdeedcbaabc', ['repeated']],
  ['the alphabet', 'abcdefghijklmnop', ['too_common']],
  ['digits in their order', '123456789012345', ['too_common']],
  ['a row of keys', 'qwertyuiopasdfgh', ['too_common']],
  ['a row backwards', 'poiuytrewqlkjhgfdsa', ['too_common']],
  ['columns of keys', '1qaz2wsx3edc4rfv', ['too_common']],
  ['a common one', 'qwerty123456789', ['too_common']],
  ['a common one in capitals', 'QWERTY123456789', ['too_common']],
  ['a common one with signs', 'q1w2e3r4-t5y6u7i8', ['too_common']],
  ['the famous one', 'correct horse battery staple', ['too_common']],
  ['a quotation', 'May the Force be with you', ['too_common']],
  ['a word and a year', 'password-2026-2027', ['too_common']],
  ['a word in disguise', 'P@$$w0rd-123456789', ['too_common']],
  ['three common words', 'dragon monkey shadow', ['too_common']],
  ['the product', 'Cordon-Cordon-2026!', ['too_common']],
  ['the subject', 'arms embargo monitoring', ['too_common']],
  ['the subject with a year', 'ArmsEmbargo2026!!', ['too_common']],
  ['a committee', 'Security Council 1970', ['too_common']],
  ['a mission', 'MINUSCA bangui 2017', ['too_common']],
  ['four words of one’s own', 'quartz heron ladder dispute', []],
  ['a sentence', 'a passphrase of some length', []],
  ['a mission and words of one’s own', 'unmiva quartz heron ladder', []],
];

describe('passphrases (AN-1)', () => {
  let world: World;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(() => world.close());
  const signIn = (email: string, password: string) =>
    request(world.app.getHttpServer()).post('/api/v1/auth/sign-in').send({ email, password });

  it(`judges ${cases.length} cases`, () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
    expect(cases.map(([name, passphrase]) => [name, codes(passphrase)])).toEqual(
      cases.map(([name, , wanted]) => [name, wanted]),
    );
  });

  it('refuses every common password, lengthened as people do', () => {
    const text = readFileSync(join(projectRoot, 'seeds/reference/refused-passphrases.txt'), 'utf8');
    const [, words = ''] = text.split('[words]');
    const common = words.split('\n').filter(line => line && !line.startsWith('#'));
    expect(common.length).toBeGreaterThan(2_500);
    const passed = common
      .filter((_, n) => n % 10 === 0)
      .flatMap(word =>
        [`${word}1234567890123`, `${word}-${word}-${word}-${word}`, `${word}!2026!2027!2028!2029`].filter(
          one => one.length >= 15 && codes(one).length === 0,
        ),
      );
    process.stdout.write(
      `AN-1: ${Math.ceil(common.length / 10)} of ${common.length} common words (scaled down), 3 forms each\n`,
    );
    expect(passed).toEqual([]);
  });

  it('refuses words of the person and of the bodies that there are', () => {
    expect(codes('Wilhelmina-Vostrikova', ['Wilhelmina', 'Vostrikova'])).toEqual(['too_common']);
    expect(codes('Wilhelmina-Vostrikova')).toEqual([]);
  });

  it('is changed by its owner, exactly as typed and not cut at 72 bytes; every other session ends at once', async () => {
    const current = 'correct horse battery staple';
    const email = 'analyst@unmiva.example';
    const other = (await signIn(email, current).expect(200)).body;
    const change = (from: string, to: string) => analyst.post('/auth/passphrase', { current: from, new: to });
    expect((await change('not this one at all', varied(40)).expect(401)).body.type).toBe('/problems/sign_in_failed');
    const common = await change(current, 'UNSOB unmiva UNSOB').expect(422);
    expect(common.body.errors).toMatchObject([{ pointer: '/new', code: 'too_common' }]);
    const long = ` ${varied(100)} é`;
    await change(current, long).expect(204);
    const old = request(world.app.getHttpServer()).get('/api/v1/auth/me');
    await old.set('authorization', `Bearer ${other.accessToken}`).expect(401);
    await analyst.get('/auth/me').expect(200);
    await signIn(email, current).expect(401);
    // The 72-byte trap of bcrypt: the same beginning is not enough.
    await signIn(email, long.slice(0, 60)).expect(401);
    await signIn(email, `${long.slice(0, -1)}e`).expect(401);
    await signIn(email, long.trimStart()).expect(401);
    await signIn(email, long.normalize('NFD')).expect(200);
    await signIn(email, long).expect(200);
  });

  it('is kept as argon2id, with its parameters', async () => {
    expect(await hashPassphrase('x')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});
