import { Code, Id, Num, Point, Text } from '../http/fields.js';

/** Where something was: a point, an MGRS reference, a place name or a site at least. What was typed is kept. */
export class Place {
  @Point({ doc: 'Longitude and latitude, WGS 84.' })
  point?: { type: 'Point'; coordinates: [number, number] };

  @Num({ doc: 'Radius of uncertainty in metres.', min: 0, max: 20_000_000 })
  accuracyM?: number;

  @Code('location-method', { doc: 'How the position was found.' })
  method?: string;

  @Text({ doc: 'Military Grid Reference System reference, such as 34NBF1234567890.', max: 30 })
  mgrs?: string;

  @Text({ doc: 'The place as written.', max: 500 })
  placeName?: string;

  @Text({
    doc: 'ISO 3166 code of the country or subdivision, such as CF-MP.',
    max: 10,
    pattern: /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/,
  })
  adminCode?: string;

  @Text({ doc: 'The datum of the coordinates as read, when it is not WGS 84.', max: 50 })
  originalDatum?: string;

  @Id({ doc: 'A registered site of the own body.' })
  siteId?: string;
}
