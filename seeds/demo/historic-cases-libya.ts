import { day, type HistoricCase, month } from './historic-words.js';

/** R09, R11, R13 and R25. */
export const casesOfLibya: HistoricCase[] = [
  {
    caseId: 'R09',
    body: {
      id: '01970000-0009-7000-8000-000000000001',
      type: 'VESSEL_BOARD',
      status: 'COMPLETED',
      objective: 'Vessel inspection with the consent of the flag State',
      period: { from: day('2022-10-11') },
      legalBasis: { paragraphId: 'S/RES/2635(2022)/1', regime: 'LY-1970', asWritten: 'Libya (1970)' },
      place: {
        placeName: 'off the coast of Libya (MV MEERDIJK, flag Netherlands)',
        adminCode: 'LY',
        method: 'PLACENAME',
      },
      vessel: { name: 'MV MEERDIJK', flag: 'NL', flagAsWritten: 'Netherlands' },
      parties: [
        {
          name: 'EUNAVFOR MED IRINI',
          kind: 'REGIONAL_OPERATION',
          role: 'INSPECTOR',
          note: 'EUNAVFOR MED IRINI; UN Panel of Experts inspected afterwards',
        },
        { name: 'EUNAVFOR MED IRINI', kind: 'REGIONAL_OPERATION', role: 'SEIZING_AUTHORITY' },
        { name: 'UN Panel of Experts', kind: 'PANEL', role: 'INSPECTOR', note: 'Inspected afterwards.' },
        { name: 'Netherlands', kind: 'STATE_AUTHORITY', role: 'FLAG_STATE', note: 'Consent given.' },
      ],
      accessResults: [
        { id: '01970000-0009-7004-8000-000000000001', result: 'FULL', remarks: 'Flag-State consent given.' },
      ],
      keyDates: [
        {
          what: 'Announcement by IRINI',
          date: day('2022-11-09', { asWritten: '9 November 2022' }),
          note: 'Announcement came 29 days after the inspection.',
        },
      ],
      outcomes: ['SEIZURE_MADE'],
      outcomeText:
        'Flag-State consent given; vehicles seized; ship diverted to a European port; after UN Panel inspection vehicles disembarked and stored ashore.',
      observations: [
        {
          id: '01970000-0009-7001-8000-000000000001',
          class: 'VEHICLE',
          description: 'BATT UMG armoured vehicle',
          makeRaw: 'The Armoured Group',
          modelRaw: 'BATT UMG',
          countryOfManufacture: 'AE',
          acquisitionContext: 'SEIZED',
          quantity: { min: 28, unit: 'VEHICLE', method: 'REPORTED', asWritten: 'at least 28' },
          details: { approximate: 'at least' },
          sourceGrade: 'B',
          informationGrade: '2',
          accessMode: 'REPORTED',
        },
      ],
      custody: [
        {
          id: '01970000-0009-7005-8000-000000000001',
          reason: 'SEIZE',
          to: 'EUNAVFOR MED IRINI',
          place: { placeName: 'off the coast of Libya', method: 'PLACENAME' },
          remarks: 'Vehicles seized; the day of the seizure itself is not stated.',
        },
        {
          id: '01970000-0009-7005-8000-000000000002',
          reason: 'TRANSPORT',
          from: 'EUNAVFOR MED IRINI',
          place: { placeName: 'a European port', method: 'REPORTED' },
          prevId: '01970000-0009-7005-8000-000000000001',
          remarks: 'Ship diverted.',
        },
        {
          id: '01970000-0009-7005-8000-000000000003',
          reason: 'EXAMINE',
          to: 'UN Panel of Experts',
          prevId: '01970000-0009-7005-8000-000000000002',
          remarks: 'Inspection by the Panel; the day is not stated.',
        },
        {
          id: '01970000-0009-7005-8000-000000000004',
          reason: 'STORE',
          place: { placeName: 'ashore', method: 'REPORTED' },
          prevId: '01970000-0009-7005-8000-000000000003',
          remarks: 'Vehicles disembarked and stored ashore.',
        },
      ],
      documents: [
        {
          id: '01970000-0009-7002-8000-000000000001',
          kind: 'PRESS',
          title:
            'IRINI announcement of 9 November 2022 (quantity and maker: defenceweb.co.za "EU Med naval force notches up 9 000 ship checks")',
          url: 'https://libyasecuritymonitor.com/operation-irini-intercepts-vessel-violating-arms-embargo/',
          quote:
            'Following the inspection by the UN Panel of Experts, the vehicles were disembarked and stored ashore.',
          publishedOn: day('2022-11-09'),
        },
        {
          id: '01970000-0009-7002-8000-000000000002',
          kind: 'PRESS',
          title: 'defenceweb.co.za, "EU Med naval force notches up 9 000 ship checks"',
          remarks: 'For the quantity and the maker.',
        },
      ],
      remarks:
        'Announcement came 29 days after the inspection.\n\nLegal basis: 2635 (2022) OP 1 for the inspection, 1970 (2011) OP 9 for the embargo.',
      classification: 'UNCLASSIFIED',
    },
  },
  {
    caseId: 'R11',
    body: {
      id: '01970000-0011-7000-8000-000000000001',
      type: 'VESSEL_BOARD',
      status: 'PARTIAL',
      objective: 'Vessel inspection, suspended on the refusal of the flag State',
      period: {
        from: day('2020-11-22', { inferred: true, note: 'Year 2020 inferred from the resolutions cited.' }),
      },
      legalBasis: { paragraphId: 'S/RES/2526(2020)/1', regime: 'LY-1970', asWritten: 'Libya (1970)' },
      place: { placeName: 'Mediterranean, Turkish-flagged merchant vessel', method: 'PLACENAME' },
      notice: {
        kind: 'HOURS',
        hours: 5,
        asWritten: '4-hour notice extended by one hour (resolution 2292 good-faith effort)',
      },
      vessel: { flag: 'TR', flagAsWritten: 'Turkish-flagged', type: 'merchant vessel' },
      parties: [
        { name: 'EUNAVFOR MED IRINI', kind: 'REGIONAL_OPERATION', role: 'INSPECTOR' },
        { name: 'Turkey', kind: 'STATE_AUTHORITY', role: 'FLAG_STATE' },
        {
          name: 'Turkey',
          kind: 'STATE_AUTHORITY',
          role: 'DENIED_BY',
          note: 'Refusal notified formally and with delay.',
        },
      ],
      accessResults: [
        {
          id: '01970000-0011-7004-8000-000000000001',
          result: 'PARTIAL',
          denial: {
            scope: 'OTHER',
            reason: 'FLAG_STATE_REFUSED',
            reasonAsWritten: 'refusal to grant the permission to inspect the vessel',
            deniedBy: { party: 'Turkey' },
          },
          remarks:
            'What was refused is the rest of the inspection, which had begun. The refusal came after the notice period; no evidence of illicit material had been found until then.',
        },
      ],
      outcomes: ['ACCESS_DENIED', 'INCONCLUSIVE'],
      outcomeText:
        'Inspection suspended on flag State refusal received after the notice period; no evidence of illicit material found until then; vessel cleared to proceed.',
      documents: [
        {
          id: '01970000-0011-7002-8000-000000000001',
          kind: 'PRESS',
          title: 'IRINI spokesperson statement',
          url: 'https://www.pressclub.be/press-releases/operation-irini-statement-by-the-spokesperson-on-the-recent-inspection-of-a-turkish-vessel/',
          quote:
            'The inspection was suspended later on, when Turkey formally and with delay notified Operation IRINI of its refusal to grant the permission to inspect the vessel.',
        },
      ],
      remarks:
        'Year 2020 inferred from the resolutions cited. 4-hour notice extended by one hour (resolution 2292 good-faith effort): deadline logic.\n\nLegal basis: 2526 (2020) OP 1 for the inspection, 1970 (2011) OP 9 for the embargo. The five hours of notice are the four of the notice and the one added.',
      classification: 'UNCLASSIFIED',
    },
  },
  {
    caseId: 'R13',
    body: {
      id: '01970000-0013-7000-8000-000000000001',
      type: 'CARGO_SEA',
      status: 'PARTIAL',
      objective: 'Vessel seizure and search of its containers in port',
      period: {
        from: day('2015-09-01', {
          inferred: true,
          asWritten: 'Tuesday',
          note: 'Day inferred from "Tuesday" (1 September 2015).',
        }),
      },
      legalBasis: { paragraphId: 'S/RES/2174(2014)/9', regime: 'LY-1970', asWritten: 'Libya (1970)' },
      place: {
        placeName: 'off Crete; inspected at port of Heraklion (HADDAD 1, flag Bolivia, from Iskenderun to Misrata)',
        adminCode: 'GR',
        method: 'PLACENAME',
      },
      vessel: {
        name: 'HADDAD 1',
        flag: 'BO',
        flagAsWritten: 'Bolivia',
        lastPort: 'Iskenderun',
        nextPort: 'Misrata',
      },
      coverage: {
        checked: 2,
        of: 14,
        unit: 'CONTAINER',
        asWritten: '2 of 14 containers checked at time of report',
      },
      parties: [
        { name: 'Hellenic Coast Guard', kind: 'COAST_GUARD', role: 'INSPECTOR' },
        { name: 'Hellenic Coast Guard', kind: 'COAST_GUARD', role: 'SEIZING_AUTHORITY' },
        { name: 'Bolivia', kind: 'STATE_AUTHORITY', role: 'FLAG_STATE' },
      ],
      outcomes: ['SEIZURE_MADE', 'UNDECLARED_ITEMS'],
      outcomeText:
        'Vessel detained; 2 of 14 containers checked at time of report; arms hidden behind furniture, not in any ship document.',
      observations: [
        {
          id: '01970000-0013-7001-8000-000000000001',
          class: 'SMALL_ARM',
          description: 'police-type shotgun',
          acquisitionContext: 'SEIZED',
          quantity: { min: 5000, unit: 'ITEM', method: 'REPORTED', asWritten: 'over 5,000' },
          place: { placeName: 'port of Heraklion', adminCode: 'GR', method: 'PLACENAME' },
          details: {
            approximate: 'over',
            concealment: 'hidden behind furniture, deep inside two containers',
            inShipDocuments: false,
            runningCount: true,
          },
          sourceGrade: 'C',
          informationGrade: '3',
          accessMode: 'REPORTED',
        },
        {
          id: '01970000-0013-7001-8000-000000000002',
          class: 'AMMO',
          description: 'ammunition',
          acquisitionContext: 'SEIZED',
          quantity: { min: 490000, unit: 'ROUND', method: 'REPORTED', asWritten: 'more than 490,000' },
          place: { placeName: 'port of Heraklion', adminCode: 'GR', method: 'PLACENAME' },
          details: {
            approximate: 'more than',
            concealment: 'hidden behind furniture, deep inside two containers',
            inShipDocuments: false,
            runningCount: true,
          },
          sourceGrade: 'C',
          informationGrade: '3',
          accessMode: 'REPORTED',
        },
      ],
      custody: [
        {
          id: '01970000-0013-7005-8000-000000000001',
          reason: 'SEIZE',
          at: day('2015-09-01', { inferred: true, asWritten: 'Tuesday' }),
          from: 'HADDAD 1',
          to: 'Hellenic Coast Guard',
          place: { placeName: 'off Crete', method: 'PLACENAME' },
          remarks: 'Vessel detained.',
        },
        {
          id: '01970000-0013-7005-8000-000000000002',
          reason: 'EXAMINE',
          from: 'Hellenic Coast Guard',
          to: 'Hellenic Coast Guard',
          place: { placeName: 'port of Heraklion', adminCode: 'GR', method: 'PLACENAME' },
          prevId: '01970000-0013-7005-8000-000000000001',
          remarks: '2 of 14 containers checked at time of report.',
        },
      ],
      documents: [
        {
          id: '01970000-0013-7002-8000-000000000001',
          kind: 'PRESS',
          title: 'American Shipper/FreightWaves, September 2015',
          url: 'https://freightwaves.com/news/greece-seizes-cargo-ship-carrying-weapons-to-libya',
          quote:
            'found over 5,000 police-type shotguns and more than 490,000 rounds of ammunition "carefully hidden" deep inside two containers',
          publishedOn: month('2015-09'),
        },
      ],
      remarks:
        'Day inferred from "Tuesday" (1 September 2015). Partial inventory: a running count.\n\nLegal basis: 2174 (2014) OP 9 and 2213 (2015) OP 19 for the inspection in port, 1970 (2011) OP 9 for the embargo; no power on the high seas then.',
      classification: 'UNCLASSIFIED',
    },
  },
  {
    caseId: 'R25',
    body: {
      id: '01970000-0025-7000-8000-000000000001',
      type: 'OTHER',
      status: 'COMPLETED',
      objective: 'Aggregate monitoring: totals of a regional operation over three years',
      period: { from: day('2020-03-31'), to: month('2023-03') },
      legalBasis: { paragraphId: 'S/RES/1970(2011)/9', regime: 'LY-1970', asWritten: 'Libya (1970)' },
      place: { placeName: 'central Mediterranean', method: 'PLACENAME' },
      parties: [
        { name: 'EUNAVFOR MED IRINI', kind: 'REGIONAL_OPERATION', role: 'OBSERVER' },
        { name: 'Turkey', kind: 'STATE_AUTHORITY', role: 'FLAG_STATE', note: 'Nine refusals, as reported.' },
        {
          name: 'UN Panel of Experts on Libya',
          kind: 'PANEL',
          role: 'RECIPIENT',
          note: '41 special reports, most of them on violations or possible violations.',
        },
      ],
      outcomeText: 'Three years of operation.',
      reportedTotals: [
        {
          id: '01970000-0025-7003-8000-000000000001',
          description: 'suspect vessels boarded and inspected',
          quantity: { min: 25, max: 25, unit: 'VESSEL', method: 'REPORTED' },
        },
        {
          id: '01970000-0025-7003-8000-000000000002',
          description: 'cargoes seized',
          quantity: { min: 3, max: 3, unit: 'CARGO', method: 'REPORTED' },
        },
        {
          id: '01970000-0025-7003-8000-000000000003',
          description: 'flag State refusals (Turkey)',
          quantity: { min: 9, max: 9, unit: 'REFUSAL', method: 'REPORTED' },
        },
        {
          id: '01970000-0025-7003-8000-000000000004',
          description: 'vessels hailed',
          quantity: { min: 8146, max: 8146, unit: 'VESSEL', method: 'REPORTED' },
        },
        {
          id: '01970000-0025-7003-8000-000000000005',
          description: 'friendly approaches',
          quantity: { min: 420, max: 420, unit: 'VISIT', method: 'REPORTED' },
        },
        {
          id: '01970000-0025-7003-8000-000000000006',
          description: 'suspect flights investigated',
          quantity: { min: 1085, max: 1085, unit: 'FLIGHT', method: 'REPORTED' },
        },
        {
          id: '01970000-0025-7003-8000-000000000007',
          description: 'special reports to UN Panel of Experts',
          quantity: { min: 41, max: 41, unit: 'REPORT', method: 'REPORTED', asWritten: '41 special reports' },
        },
      ],
      documents: [
        {
          id: '01970000-0025-7002-8000-000000000001',
          kind: 'REPORT',
          title: 'IRINI three-year statistics',
          url: 'https://libyaobserver.ly/news/operation-irini-publishes-activities-stats-libyas-coast-march-2020',
          quote:
            'provided 41 special reports to the UN Panel of Expert on Libya, most of which referred to violations or possible violations',
        },
      ],
      remarks:
        'Useful to check dashboard totals.\n\nLegal basis: the embargo of 1970 (2011) OP 9 holds throughout; the inspections rested in turn on 2473 (2019), 2526 (2020), 2578 (2021) and 2635 (2022), OP 1 of each.',
      classification: 'UNCLASSIFIED',
    },
  },
];
