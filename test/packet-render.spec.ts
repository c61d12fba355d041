import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { PacketContent, PacketFigure } from '../src/packets/content.js';
import { figureText, formatNumber } from '../src/packets/figure-text.js';
import { packetFonts } from '../src/packets/fonts.js';
import { MAX_TABLE_ROWS, packetPages } from '../src/packets/pages.js';
import { canonicalJson, renderPacket } from '../src/packets/render.js';
import { compileBriefing } from '../src/packets/typst.js';

function figure(id: string, overrides: Partial<PacketFigure> = {}): PacketFigure {
  return {
    id,
    label: 'Incidents with seized arms',
    value: 1204,
    numerator: 1204,
    denominator: null,
    unit: 'COUNT',
    filter: { status: ['VERIFIED'], missionId: 'M1', from: '2025-01-01' },
    ruleVersion: 'incidents/3',
    suppressed: null,
    ...overrides,
  };
}

function packet(overrides: Partial<PacketContent> = {}): PacketContent {
  return {
    schema: 'cordon.packet/1',
    template: 'briefing/1',
    ref: 'BP-2025-0007',
    kind: 'QUARTERLY_REPORT',
    mission: { acronym: 'UNMEX', name: 'United Nations Mission in Exampleland' },
    committee: { name: 'Committee concerning Exampleland' },
    period: { from: '2025-01-01', to: '2025-04-01' },
    takenAt: '2025-04-15T08:30:00Z',
    snapshot: '1042:1042:',
    auditCheckpoint: null,
    classification: 'STRICTLY_CONFIDENTIAL',
    caveats: ['EYES_ONLY', 'SOURCE_PROTECTED'],
    fictional: true,
    sections: [
      {
        code: 'OVERVIEW',
        title: 'Overview of the period',
        paragraphs: [
          'The mission recorded {{fig:F1}} incidents, of which {{fig:F2}} were verified by two independent sources. ' +
            'The rate for maritime seizures is {{fig:F3}}; sightings by a single observer number {{fig:F4}}.',
          'No inference is drawn beyond the records listed in the annex.',
        ],
        chart: {
          title: 'Incidents by month and outcome',
          alt: 'Stacked bars of incidents by month, seized and not seized; March is highest.',
          note: 'Records: {{fig:F1}}; January to March 2025.',
          categories: ['January 2025', 'February 2025', 'March 2025'],
          series: [
            { name: 'Seized', values: [120, 80, 340] },
            { name: 'Not seized', values: [200, 164, 250] },
            { name: 'Unknown', values: [20, 5, 25] },
          ],
        },
        table: {
          caption: 'Seizures by location',
          columns: [{ title: 'Location' }, { title: 'Item' }, { title: 'Quantity', numeric: true }],
          rows: Array.from({ length: 60 }, (_, row) => [`Checkpoint ${row}`, 'Rifle, 7.62 mm', String(row * 3)]),
        },
      },
    ],
    figures: [
      figure('F1'),
      figure('F2', { label: 'Verified share', value: 12.5, numerator: 5, denominator: 40, unit: 'PERCENT' }),
      figure('F3', { label: 'Maritime share', value: null, numerator: 0, denominator: 0, unit: 'PERCENT' }),
      figure('F4', { label: 'Single observer', value: 3, numerator: 3, suppressed: 'small count' }),
    ],
    ...overrides,
  };
}

function withParagraph(text: string): PacketContent {
  return packet({ sections: [{ code: 'S', title: 'S', paragraphs: [text] }] });
}

async function pagesOf(content: PacketContent) {
  return packetPages(content, '0'.repeat(64), (await packetFonts()).coverage);
}

/** The file with its compressed streams opened, as far as they are zlib: enough to look for names and strings. */
function opened(pdf: Buffer): string {
  const parts = [pdf.toString('latin1')];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    if (pdf[at + 7] !== 0x78) continue;
    parts.push(inflateSync(pdf.subarray(at + 7, pdf.indexOf('endstream', at + 7))).toString('latin1'));
  }
  return parts.join('\n');
}

describe('canonical JSON', () => {
  it('sorts keys at every depth and leaves out undefined properties', () => {
    expect(canonicalJson({ b: [{ d: null, c: 'é' }], a: 1, z: undefined })).toBe('{"a":1,"b":[{"c":"é","d":null}]}');
  });

  it('refuses what JSON cannot say', () => {
    for (const value of [Number.NaN, 1n, new Date(0), () => 0, [undefined]]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });
});

describe('figure text', () => {
  it('groups digits, shows the fraction behind a percentage and never prints a missing value as zero', () => {
    expect(formatNumber(1234567)).toBe('1\u202f234\u202f567');
    expect(figureText(figure('a', { value: 12.5, numerator: 5, denominator: 40, unit: 'PERCENT' }))).toBe(
      '12.5\u202f% (5/40)',
    );
    expect(figureText(figure('a', { value: 50, numerator: 1, denominator: 2, unit: 'PERCENT' }))).toBe(
      '50.0\u202f% (1/2)',
    );
    expect(figureText(figure('a', { value: null, numerator: 0, denominator: 0 }))).toBe('n/a (0/0)');
    expect(figureText(figure('a', { value: 2, suppressed: 'small count' }))).toBe('<5 (small count)');
  });

  it('refuses a percentage that its own fraction contradicts', () => {
    const ratio = figure('F9', { value: 0.125, numerator: 5, denominator: 40, unit: 'PERCENT' });
    expect(() => figureText(ratio)).toThrow('Figure F9');
  });
});

describe('pages', () => {
  it('names an unknown token', async () => {
    await expect(renderPacket(withParagraph('There were {{fig:NOPE}} incidents.'))).rejects.toThrow('{{fig:NOPE}}');
    await expect(pagesOf(withParagraph('{{count}}'))).rejects.toThrow('{{count}}');
  });

  it('draws no chart, and prints no data of it, below five records', async () => {
    const chart = (last: number) => {
      const section = { code: 'S', title: 'S', paragraphs: [] };
      const series = [{ name: 'A', values: [1, last] }];
      return packet({
        sections: [{ ...section, chart: { title: 'C', alt: 'C', note: '', categories: ['x', 'y'], series } }],
      });
    };
    const few = (await pagesOf(chart(3))).sections[0]?.chart;
    expect(few).toMatchObject({ refused: 'No chart: n < 5', bars: [], data: null });
    const enough = (await pagesOf(chart(4))).sections[0]?.chart;
    expect(enough).toMatchObject({ refused: null, bars: [{ total: '1' }, { total: '4' }] });
    await expect(renderPacket(chart(3))).resolves.toBeDefined();
  });

  it('refuses a table of more than 1,000 rows and a ragged one', async () => {
    const table = (rows: string[][]) =>
      packet({
        sections: [
          { code: 'S', title: 'S', paragraphs: [], table: { caption: 'Long', columns: [{ title: 'A' }], rows } },
        ],
      });
    const rows = Array.from({ length: MAX_TABLE_ROWS + 1 }, () => ['a']);
    await expect(renderPacket(table(rows))).rejects.toThrow('1001 rows');
    await expect(pagesOf(table([['a', 'b']]))).rejects.toThrow('one cell for each column');
  });

  it('marks every page with level, caveats and the fictional notice, in words', async () => {
    expect(await pagesOf(packet())).toMatchObject({
      marking: 'STRICTLY CONFIDENTIAL \u2022 EYES ONLY \u2022 SOURCE PROTECTED',
      notice: 'FICTIONAL DEMONSTRATION DATA',
    });
    expect(await pagesOf(packet({ fictional: false, caveats: [] }))).toMatchObject({
      marking: 'STRICTLY CONFIDENTIAL',
      notice: null,
    });
  });

  it('prints the checkpoint of the audit trail that it was taken under, or that there was none', async () => {
    const lines = async (content: PacketContent) =>
      (await pagesOf(content)).cover.filter(line => line.label.startsWith('Audit'));
    expect(await lines(packet())).toEqual([
      { label: 'Audit checkpoint', value: 'None: no entry of the trail was sealed yet' },
    ]);
    const checkpoint = { size: 12345, root: 'ab'.repeat(32), note: 'a note', publicKey: 'a key' };
    expect(await lines(packet({ auditCheckpoint: checkpoint }))).toEqual([
      { label: 'Audit checkpoint', value: '12345 entries' },
      // Whole, as the content's hash is: a reader types or copies it.
      { label: 'Audit root', value: 'ab'.repeat(32) },
    ]);
    const rendered = await renderPacket(packet({ auditCheckpoint: checkpoint }));
    expect(JSON.parse(rendered.json.toString()).auditCheckpoint).toEqual(checkpoint);
  });

  it('keeps the parts of a withheld figure off the page', async () => {
    const { figures } = await pagesOf(packet());
    expect(figures.rows[3]?.slice(2, 5)).toEqual(['<5', 'withheld', 'withheld']);
  });

  it('prints characters the fonts lack, and those that reorder text, as code points', async () => {
    const [section] = (await pagesOf(withParagraph('Привет \u0645\u0646 a\u202eb'))).sections;
    expect(section?.paragraphs[0]?.pieces).toEqual([{ text: 'Привет [U+0645 U+0646] a[U+202E]b' }]);
  });
});

describe('rendered packet', () => {
  it('has the same bytes from two runs, and a JSON that is the content and nothing else', async () => {
    const [first, second] = await Promise.all([renderPacket(packet()), renderPacket(packet())]);
    expect(first.pdf.equals(second.pdf)).toBe(true);
    expect(first.json.equals(second.json)).toBe(true);
    expect(JSON.parse(first.json.toString())).toEqual(packet());
    expect(first.jsonSha256).toBe(createHash('sha256').update(first.json).digest('hex'));
    expect(first.pdfSha256).toBe(createHash('sha256').update(first.pdf).digest('hex'));
  });

  it('is a tagged PDF/A-2a with title, language, alternative text and the time of its data', async () => {
    const text = opened((await renderPacket(packet())).pdf);
    expect(text).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    expect(text).toMatch(/\/MarkInfo\s*<<\s*\/Marked true/);
    expect(text).toContain('/StructTreeRoot');
    expect(text).toMatch(/\/Lang \(en-GB\)/);
    expect(text).toContain('BP-2025-0007');
    expect(text).toContain('Stacked bars of incidents by month');
    expect(text).toContain('<xmp:CreateDate>2025-04-15T08:30:00');
    const fonts = new Set([...text.matchAll(/\/BaseFont \/[A-Z]{6}\+([\w-]+)/g)].map(match => match[1]));
    expect([...fonts].sort()).toEqual(['NotoSans-Bold', 'NotoSans-Regular', 'NotoSans-SemiBold']);
  });

  it('renders hostile strings as plain text', async () => {
    const hostile = [
      '#panic("x") #read("/etc/passwd") *b* _i_ $1/0$ <label> @ref `raw` \\ // /* "quoted" [ ] { }',
      'السلام عليكم Привет 武器 👩‍👩‍👧 \u0000 \ud800 \u202e e\u0301',
      'W'.repeat(10_000),
    ];
    const text = hostile.join('\n');
    const content = packet({
      ref: text.slice(0, 200),
      kind: text.slice(0, 120),
      sections: [
        {
          code: text,
          title: text.slice(0, 200),
          paragraphs: hostile,
          chart: { title: 'C', alt: text, note: 'n', categories: [text], series: [{ name: hostile[1]!, values: [9] }] },
          table: { caption: hostile[0]!, columns: [{ title: hostile[0]! }, { title: 'n' }], rows: [[text, '1']] },
        },
      ],
      figures: [figure('#1', { label: text, filter: { '#q': text } })],
    });
    const { pdf } = await renderPacket(content);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('does not hold up the event loop', async () => {
    let worst = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      worst = Math.max(worst, now - last);
      last = now;
    }, 5);
    const rows = Array.from({ length: MAX_TABLE_ROWS }, (_, row) => [`Checkpoint ${row}`, 'Rifle', `${row}`]);
    const columns = [{ title: 'Location' }, { title: 'Item' }, { title: 'Quantity', numeric: true }];
    const table = { caption: 'Seizures', columns, rows };
    await renderPacket(packet({ sections: [{ code: 'S', title: 'S', paragraphs: [], table }] }));
    clearInterval(timer);
    expect(worst).toBeLessThan(200);
  });

  it('gives up a document that takes too long, and reports what typst says', async () => {
    const job = { data: '{}', fonts: [], createdAt: 0 };
    await expect(compileBriefing(job, 1)).rejects.toThrow('within 1 ms');
    await expect(compileBriefing(job, 60_000)).rejects.toThrow('typst:');
  });
});
