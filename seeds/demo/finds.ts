import { type Chance, demoId } from './chance.js';

/** One line of `observations` as the API takes it. */
export type Line = Record<string, unknown>;

interface Arm {
  weight: number;
  class: 'SMALL_ARM' | 'LIGHT_WEAPON';
  category1997: string;
  model: string;
  make: string;
  calibre: string;
  country: string;
  years: [number, number];
  prefixes: readonly string[];
}

/** Few kinds make up most of any find. Types are common ones; the makers "of Obela" are invented, as all finds are. */
const arms: readonly Arm[] = [
  arm(46, 'SMALL_ARM', 'P97_SA4', 'AKM', 'Not marked', '7.62x39mm', 'SUHH', [1961, 1977], ['ТК', 'МР', 'ВН']),
  arm(21, 'SMALL_ARM', 'P97_SA4', 'Type 56', 'Factory 66', '7.62x39mm', 'CN', [1968, 1984], ['', '14', '31']),
  arm(
    7,
    'SMALL_ARM',
    'P97_SA4',
    'Orla-3',
    'Orla Works, Obela (fictional)',
    '7.62x39mm',
    'XO',
    [2016, 2022],
    ['OW', 'OX'],
  ),
  arm(6, 'SMALL_ARM', 'P97_SA2', 'SKS', 'Not marked', '7.62x39mm', 'SUHH', [1950, 1956], ['ЕЛ', 'ГД']),
  arm(5, 'SMALL_ARM', 'P97_SA1', 'TT-33', 'Not marked', '7.62x25mm', 'SUHH', [1943, 1952], ['ПА', 'КР']),
  arm(5, 'SMALL_ARM', 'P97_SA1', 'Narin 9', 'Narin Arms, Obela (fictional)', '9x19mm', 'XO', [2012, 2021], ['N', 'NA']),
  arm(3, 'SMALL_ARM', 'P97_SA5', 'RPK', 'Not marked', '7.62x39mm', 'SUHH', [1964, 1978], ['КН']),
  arm(3, 'LIGHT_WEAPON', 'P97_LW5', 'RPG-7', 'Not marked', '40mm', 'SUHH', [1969, 1985], ['ОБ', 'Ж']),
  arm(2, 'SMALL_ARM', 'P97_SA5', 'PKM', 'Not marked', '7.62x54mmR', 'SUHH', [1971, 1989], ['ИМ']),
  arm(1, 'LIGHT_WEAPON', 'P97_LW1', 'DShK', 'Not marked', '12.7x108mm', 'SUHH', [1944, 1975], ['Г']),
  arm(1, 'LIGHT_WEAPON', 'P97_LW7', 'Type 63', 'Not marked', '60mm', 'CN', [1970, 1982], ['']),
];

interface Ammunition {
  weight: number;
  calibre: string;
  category1997: string;
  kind: string;
  unNumber: string;
  division: string;
  group: string;
  unit: string;
  most: number;
  factories: readonly string[];
}

const ammunition: readonly Ammunition[] = [
  cartridges(58, '7.62x39mm', ['17', '539', '71', '811', 'OBL']),
  cartridges(17, '7.62x54mmR', ['188', '60', '945']),
  cartridges(9, '9x19mm', ['OBL', 'NRN']),
  cartridges(4, '12.7x108mm', ['188', '3']),
  shells(7, '40mm', 'P97_AE2', 'ROCKET', 'UN 0180', 'E', 60),
  shells(3, '60mm', 'P97_AE2', 'MORTAR', 'UN 0168', 'D', 80),
  shells(2, 'Hand grenade F-1', 'P97_AE4', 'GRENADE_HAND', 'UN 0284', 'D', 120),
];

function arm(
  weight: number,
  kind: Arm['class'],
  category1997: string,
  model: string,
  make: string,
  calibre: string,
  country: string,
  years: [number, number],
  prefixes: string[],
): Arm {
  return { weight, class: kind, category1997, model, make, calibre, country, years, prefixes };
}

function cartridges(weight: number, calibre: string, factories: string[]): Ammunition {
  const packing = { unNumber: 'UN 0012', division: '1.4', group: 'S', unit: 'ROUND', most: 12_000 };
  return { weight, calibre, category1997: 'P97_AE1', kind: 'SMALL_CAL', factories, ...packing };
}

function shells(
  weight: number,
  calibre: string,
  category1997: string,
  kind: string,
  unNumber: string,
  group: string,
  most: number,
): Ammunition {
  return { weight, calibre, category1997, kind, unNumber, division: '1.1', group, unit: 'PIECE', most, factories: [] };
}

/** How a find came before the team, and who held it. */
export interface Found {
  acquisitionContext: string;
  holderType: string;
}

/** `count` lines of one find; weapons of one kind come in runs of near serial numbers. */
export function finds(chance: Chance, count: number, name: string, found: Found): Line[] {
  const lines: Line[] = [];
  while (lines.length < count) {
    if (chance.percent(24)) {
      lines.push(ammunitionLine(chance, `${name} line ${lines.length}`, found));
      continue;
    }
    const kind = chance.weighted(arms);
    const run = Math.min(count - lines.length, chance.percent(35) ? chance.between(3, 14) : 1);
    const year = chance.between(...kind.years);
    const prefix = chance.of(kind.prefixes);
    let number = chance.between(1_000, 988_000);
    for (let n = 0; n < run; n++) {
      number += chance.percent(70) ? 1 : chance.between(2, 40);
      lines.push(armLine(chance, `${name} line ${lines.length}`, found, kind, year, `${prefix}${number}`));
    }
  }
  return lines;
}

function armLine(chance: Chance, name: string, found: Found, kind: Arm, year: number, serial: string): Line {
  const marking = markingOf(chance);
  const line: Line = {
    ...common(chance, name, found),
    class: kind.class,
    category1997: kind.category1997,
    makeRaw: kind.make,
    modelRaw: kind.model,
    calibreRaw: kind.calibre,
    countryOfManufacture: chance.percent(88) ? kind.country : 'UNKNOWN',
    markingStatus: marking,
    condition: chance.weighted(conditions).code,
    quantity: { min: 1, max: 1, unit: 'ITEM', method: 'COUNTED' },
  };
  if (chance.percent(80)) Object.assign(line, { yearRaw: String(year), yearOfManufacture: year });
  if (marking === 'ERASED') return { ...line, erasureMethod: chance.of(['GRIND', 'PUNCH', 'SCRATCH']) };
  if (marking === 'NEVER_MARKED') return line;
  const raw = marking === 'ORIGINAL_PARTIAL' ? blurred(chance, serial) : serial;
  return {
    ...line,
    serials: [{ raw, position: chance.percent(85) ? 'RECEIVER' : 'TRUNNION', origin: 'FACTORY', readMethod: 'EYE' }],
  };
}

/** Three of a hundred weapons have lost their number, whole or in part. */
function markingOf(chance: Chance): string {
  if (chance.percent(1.8)) return 'ERASED';
  if (chance.percent(1.4)) return 'ORIGINAL_PARTIAL';
  return chance.percent(1) ? 'NEVER_MARKED' : 'ORIGINAL_COMPLETE';
}

function blurred(chance: Chance, serial: string): string {
  const at = chance.between(1, serial.length - 1);
  return `${serial.slice(0, at)}?${serial.slice(at + 1)}`;
}

const conditions = [
  { weight: 60, code: 'SERVICEABLE' },
  { weight: 20, code: 'REPAIRABLE' },
  { weight: 10, code: 'UNSERVICEABLE' },
  { weight: 10, code: 'CORRODED' },
];

function ammunitionLine(chance: Chance, name: string, found: Found): Line {
  const kind = chance.weighted(ammunition);
  // Most finds are small, a few are a whole store.
  const count = Math.max(1, Math.round(kind.most * chance.next() ** 4));
  const estimated = chance.percent(12);
  const year = chance.between(1972, 2021);
  const line: Line = {
    ...common(chance, name, found),
    class: 'AMMO',
    category1997: kind.category1997,
    calibreRaw: kind.calibre,
    ammoKind: kind.kind,
    ammoState: chance.percent(94) ? 'LIVE' : 'FIRED_CASE',
    condition: chance.percent(85) ? 'SERVICEABLE' : 'CORRODED',
    quantity: {
      min: count,
      max: estimated ? Math.ceil(count * 1.2) : count,
      unit: kind.unit,
      method: estimated ? 'ESTIMATED' : 'COUNTED',
    },
  };
  if (chance.percent(70)) line.lotRaw = `${chance.between(1, 60)}-${String(year).slice(2)}-${chance.between(1, 240)}`;
  if (chance.percent(50))
    Object.assign(line, { unNumber: kind.unNumber, hazardDivision: kind.division, compatibilityGroup: kind.group });
  if (kind.factories.length > 0)
    line.headstamp = [
      { raw: chance.of(kind.factories), clock: 12, kind: 'FACTORY' },
      { raw: String(year).slice(2), clock: 6, kind: 'YEAR' },
    ];
  return line;
}

function common(chance: Chance, name: string, found: Found): Line {
  return {
    id: demoId(name),
    ...found,
    accessMode: chance.percent(92) ? 'PHYSICAL_HANDLED' : 'PHOTO_ONLY',
    sourceGrade: chance.of(['A', 'A', 'A', 'B']),
    informationGrade: chance.of(['1', '1', '2']),
  };
}
