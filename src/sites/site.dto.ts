import { Caveats, Code, Id, Level, Nested, Text } from '../http/fields.js';
import { boxFilter, codeFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, instant, integer, object, ref, shape, text, texts, uuid } from '../http/shape.js';
import { Place } from './place.dto.js';

/** Registers a place that inspections go back to. */
export class RegisterSite {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What the site is called.', required: true, max: 300 })
  name!: string;

  @Code('site-kind', { doc: 'What kind of site.', required: true })
  kind!: string;

  @Nested(() => Place, { doc: 'Where it is: a point, an MGRS reference or a place name at least.', required: true })
  place!: Place;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes a site; absent fields stay as they are. */
export class AmendSite {
  @Text({ doc: 'What the site is called.', max: 300, nullable: false })
  name?: string;

  @Code('site-kind', { doc: 'What kind of site.', nullable: false })
  kind?: string;

  @Nested(() => Place, { doc: 'Where it is; replaces what was given before.', nullable: false })
  place?: Place;
}

/** A site as it is answered. */
export const siteShape = shape('Site', 's', {
  id: uuid(),
  name: text(),
  kind: text(),
  place: object({ doc: 'As typed.' }),
  coordinates: ref('Point', {
    nullable: true,
    sql: `case when s.lon is not null then json_build_object('type', 'Point', 'coordinates', json_build_array(s.lon, s.lat)) end`,
    doc: 'From the point or the MGRS reference, WGS 84.',
  }),
  mergedIntoId: uuid({ nullable: true, doc: 'The site that this one turned out to be.' }),
  classification: classification('s.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('s.recorded_at'),
});

/** `%`, `_` and `\` in what a reader types stand for themselves. */
export const prefix = (raw: string): string => `${raw.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

/** The sites of the reader's body. */
export const siteList: ListSpec = {
  shape: siteShape,
  from: 'from sites s',
  where: ['s.body_id = $1'],
  filters: {
    kind: codeFilter('site-kind', 's.kind = any ($)', 'Kind; repeat for any of several.'),
    q: textFilter('lower(s.name) like $', 'Beginning of the name, in any case.', prefix),
    bbox: boxFilter('s.lon', 's.lat'),
  },
};
