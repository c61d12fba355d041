import { day, type HistoricCase, month, year } from './historic-words.js';

const report = { sourceGrade: 'B', informationGrade: '2', accessMode: 'REPORTED' };

/** R05, R07, R19, R21 and R23. */
export const casesOfSomaliaAndSudans: HistoricCase[] = [
  {
    caseId: 'R05',
    body: {
      id: '01970000-0005-7000-8000-000000000001',
      type: 'DESK_DOCUMENT',
      status: 'COMPLETED',
      objective: 'Records inspection of armoury log-books',
      period: { from: year('2017') },
      legalBasis: { paragraphId: 'S/RES/2060(2012)/13', regime: 'SO-751', asWritten: 'Somalia (751/1907)' },
      place: { placeName: 'Armoury logbooks, Mogadishu', adminCode: 'SO', method: 'PLACENAME' },
      parties: [{ name: 'Somalia and Eritrea Monitoring Group (SEMG)', kind: 'PANEL', role: 'INSPECTOR' }],
      outcomes: ['MINOR_DEFICIENCY'],
      outcomeText:
        'Missing: date of arrival, shipment of origin, CDF distribution order reference, original serial number, SNA marking numbers.',
      observations: [
        {
          id: '01970000-0005-7001-8000-000000000001',
          class: 'DOCUMENT',
          description: 'RPG-7 logbook entries with unfilled key fields',
          acquisitionContext: 'INSPECTED_IN_STOCK',
          quantity: { min: 2, max: 2, unit: 'ENTRY', method: 'REPORTED', asWritten: 'two entries' },
          missingFields: [
            'date of arrival',
            'shipment of origin',
            'CDF distribution order reference',
            'original serial number',
            'SNA marking numbers',
          ],
          details: {
            weaponEntered: 'RPG-7',
            unitOfCountWritten: 'boxes (sanduuq)',
            unitOfCountWanted: 'rounds (xabo)',
            unitOfCountSource: 'S/2017/924, annex 8.2 para. 3',
          },
          sourceGrade: 'B',
          informationGrade: '2',
          accessMode: 'DOCUMENT_ONLY',
        },
      ],
      documents: [
        {
          id: '01970000-0005-7002-8000-000000000001',
          kind: 'REPORT',
          title: 'S/2017/924, annex 8.2 para. 5',
          symbol: 'S/2017/924, annex 8.2 para. 5',
          url: 'https://docslib.org/doc/7666371/figure-4-logbook-updated-accordingly-3-the-semg-identified-two-areas-where-the-procedure-could-be-improved-a-indication',
          quote:
            'Key fields had been left unfilled in the two entries, such as the date of arrival, the shipment of origin, the CDF distribution order reference, the original serial number, and the SNA marking numbers.',
        },
        {
          id: '01970000-0005-7002-8000-000000000002',
          kind: 'REPORT',
          title: 'S/2017/924, annex 8.2 para. 3',
          symbol: 'S/2017/924, annex 8.2 para. 3',
          remarks: 'Distribution orders recorded boxes (sanduuq) instead of rounds (xabo).',
        },
      ],
      remarks:
        'Gives the real list of fields an armoury register must hold. Also para. 3: distribution orders recorded boxes (sanduuq) instead of rounds (xabo): a unit-of-count problem.\n\nLegal basis: 733 (1992) OP 5 for the embargo; 2060 (2012) OP 13 and 2317 (2016) OP 38 for the Monitoring Group.',
      classification: 'UNCLASSIFIED',
    },
  },
  {
    caseId: 'R07',
    body: {
      id: '01970000-0007-7000-8000-000000000001',
      type: 'VESSEL_BOARD',
      status: 'COMPLETED',
      objective: 'Maritime interdiction, and inspection of the seizure by the Monitoring Group',
      period: { from: day('2017-09-23') },
      legalBasis: { paragraphId: 'S/RES/2060(2012)/13', regime: 'SO-751', asWritten: 'Somalia (751/1907)' },
      place: {
        placeName: 'off Puntland (vessel bound from Yemen to Somalia); inspected at Bosaso',
        adminCode: 'SO',
        method: 'PLACENAME',
      },
      vessel: { lastPort: 'Yemen', nextPort: 'Somalia' },
      parties: [
        {
          name: 'Puntland Maritime Police Force',
          kind: 'POLICE',
          role: 'SEIZING_AUTHORITY',
          note: 'Puntland Maritime Police Force (seized); SEMG inspected 2 October 2017',
        },
        { name: 'SEMG', kind: 'PANEL', role: 'INSPECTOR', note: 'Inspected on 2 October 2017.' },
        { name: 'Puntland authorities', kind: 'STATE_AUTHORITY', role: 'HOST', note: 'Assisted the inspection.' },
      ],
      keyDates: [
        { what: 'Seizure', date: day('2017-09-23') },
        {
          what: 'Inspection of the seizure by the Monitoring Group',
          date: day('2017-10-02', { asWritten: '2 October 2017' }),
          note: 'Nine days later, in Bosaso.',
        },
      ],
      outcomes: ['SEIZURE_MADE'],
      outcomeText:
        'Seized; Monitoring Group inspected the seizure nine days later with assistance from Puntland authorities.',
      observations: [
        {
          id: '01970000-0007-7001-8000-000000000001',
          class: 'OTHER',
          description: 'arms and ammunition (not itemised in stored text)',
          acquisitionContext: 'SEIZED',
          quantity: { unit: 'ITEM', method: 'REPORTED' },
          observedAt: day('2017-10-02', { asWritten: 'On 2 October 2017' }),
          place: { placeName: 'Bosaso', adminCode: 'SO', method: 'PLACENAME' },
          sourceGrade: 'C',
          informationGrade: '2',
          accessMode: 'REPORTED',
        },
      ],
      custody: [
        {
          id: '01970000-0007-7005-8000-000000000001',
          reason: 'SEIZE',
          at: day('2017-09-23'),
          to: 'Puntland Maritime Police Force',
          place: { placeName: 'off Puntland', adminCode: 'SO', method: 'PLACENAME' },
        },
        {
          id: '01970000-0007-7005-8000-000000000002',
          reason: 'EXAMINE',
          at: day('2017-10-02'),
          to: 'SEMG',
          place: { placeName: 'Bosaso', adminCode: 'SO', method: 'PLACENAME' },
          witness: 'Puntland authorities',
          prevId: '01970000-0007-7005-8000-000000000001',
        },
      ],
      documents: [
        {
          id: '01970000-0007-7002-8000-000000000001',
          kind: 'PRESS',
          title: 'SEMG report 2018 quoted by Garowe Online',
          url: 'https://www.garoweonline.com/en/news/world/puntland-remains-primary-entry-point-for-illicit-arms-into-somalia-un-report',
          quote:
            'On 2 October 2017, the Monitoring Group inspected the seizure in Bosaso, with assistance from the Puntland authorities.',
          publishedOn: year('2018', { note: 'The year of the report that is quoted.' }),
        },
      ],
      remarks:
        'Two dates: seizure and inspection.\n\nLegal basis: 733 (1992) OP 5 for the embargo, with the seizure by the local force; 2060 (2012) OP 13 and 2317 (2016) OP 38 for the Monitoring Group.',
      classification: 'UNCLASSIFIED',
    },
  },
  {
    caseId: 'R19',
    body: {
      id: '01970000-0019-7000-8000-000000000001',
      type: 'CARGO_ROAD',
      status: 'COMPLETED',
      objective: 'Cargo inspection at a checkpoint of the host State',
      period: { from: month('2014-03') },
      legalBasis: {
        regime: 'NONE',
        historicalRegime: 'SS-2206',
        asWritten: 'South Sudan (pre-2206; host-state checkpoint)',
      },
      place: { placeName: 'Rumbek, Lakes State, South Sudan', adminCode: 'SS', method: 'PLACENAME' },
      parties: [
        {
          name: 'South Sudanese authorities',
          kind: 'STATE_AUTHORITY',
          role: 'INSPECTOR',
          note: 'South Sudanese authorities; UNMISS; UN HQ investigation team from 12 March 2014',
        },
        { name: 'UNMISS', kind: 'MISSION', role: 'OBSERVER' },
        { name: 'UN HQ investigation team', kind: 'OTHER', role: 'OBSERVER', note: 'From 12 March 2014.' },
        { name: 'Ghanaian contingent', kind: 'CONTINGENT', role: 'HOLDER' },
      ],
      keyDates: [
        { what: 'Statement by UNMISS', date: day('2014-03-06', { asWritten: '6 March 2014' }) },
        { what: 'UN HQ investigation team at work: from', date: day('2014-03-12', { asWritten: '12 March 2014' }) },
      ],
      outcomes: ['UNDECLARED_ITEMS'],
      outcomeText:
        'Labelling error admitted; mission policy requires contingent arms to be flown, not moved by road; UN HQ investigation.',
      observations: [
        {
          id: '01970000-0019-7001-8000-000000000001',
          class: 'OTHER',
          description: 'weapons and ammunition of the Ghanaian contingent in containers labelled general goods',
          acquisitionContext: 'FOUND',
          holderType: 'UN_CONTINGENT',
          holder: 'Ghanaian contingent',
          quantity: { unit: 'CONTAINER', method: 'REPORTED', asWritten: 'several' },
          details: { approximate: 'several', labelOfContainers: 'general goods' },
          ...report,
        },
      ],
      documents: [
        {
          id: '01970000-0019-7002-8000-000000000001',
          kind: 'PRESS',
          title: 'UNMISS statement, 6 March 2014',
          url: 'https://paanluelwel.com/2014/03/07/unmiss-apologies-for-the-cache-of-weapons-and-ammunitions-intercepted-in-south-sudan',
          quote: 'several containers were wrongly labelled and inadvertently contained weapons and ammunition',
          publishedOn: day('2014-03-06'),
        },
      ],
      remarks:
        'Strong corroboration/contradiction test.\n\nLegal basis: none; no arms measure on South Sudan before 2428 (2018).',
      classification: 'UNCLASSIFIED',
    },
  },
  {
    caseId: 'R21',
    body: {
      id: '01970000-0021-7000-8000-000000000001',
      type: 'OTHER',
      status: 'COMPLETED',
      objective: 'Ammunition documentation by researchers',
      period: { from: month('2011-05') },
      legalBasis: { paragraphId: 'S/RES/1591(2005)/7', regime: 'SD-1591', asWritten: 'Sudan (1591)' },
      place: {
        placeName: 'SAF military camp of Shangal Tobay, Darfur',
        adminCode: 'SD',
        method: 'PLACENAME',
      },
      parties: [
        { name: 'Small Arms Survey researchers', kind: 'RESEARCH_ORGANISATION', role: 'OBSERVER' },
        { name: 'SAF', kind: 'ARMED_FORCES', role: 'OTHER', note: 'The camp is theirs.' },
      ],
      keyDates: [
        {
          what: 'Identical rounds reportedly captured at al Hamra (S. Kordofan): from',
          date: month('2011-06', { asWritten: 'June-July 2011' }),
        },
        {
          what: 'Identical rounds reportedly captured at al Hamra (S. Kordofan): until',
          date: month('2011-07', { asWritten: 'June-July 2011' }),
        },
        {
          what: 'Identical rounds reportedly captured at Jaw',
          date: month('2012-02', { asWritten: 'February 2012' }),
        },
      ],
      outcomeText:
        'Identical to rounds reportedly captured at al Hamra (S. Kordofan, June-July 2011) and Jaw (February 2012).',
      observations: [
        {
          id: '01970000-0021-7001-8000-000000000001',
          class: 'AMMO',
          description: '12.7 x 108 mm cartridge',
          calibreRaw: '12.7 x 108 mm',
          ammoKind: 'SMALL_CAL',
          ammoState: 'UNKNOWN',
          factoryMarkCode: 'Factory 41',
          countryOfManufacture: 'CN',
          yearRaw: '10',
          yearOfManufacture: 2010,
          acquisitionContext: 'OBSERVED_ONLY',
          quantity: { unit: 'ROUND', method: 'REPORTED' },
          headstamp: [
            { raw: '41', kind: 'FACTORY' },
            { raw: '10', kind: 'YEAR' },
          ],
          details: {
            headstampAsWritten: '41 / 10',
            identicalRoundsReportedAt: ['al Hamra (S. Kordofan, June-July 2011)', 'Jaw (February 2012)'],
          },
          ...report,
        },
      ],
      documents: [
        {
          id: '01970000-0021-7002-8000-000000000001',
          kind: 'REPORT',
          title: 'Small Arms Survey HSBA Working Paper "Following the Thread"',
          url: 'https://9dok.net/article/small-calibre-ammunition-following-thread-ammunition-tracing-sudan.y4w4ovwr',
          quote: "Factory 41 12.7 x 108 mm ammunition with the date mark '10', denoting production in 2010",
        },
      ],
      remarks:
        "Multi-site headstamp match across two regimes' territory (Darfur / South Kordofan).\n\nLegal basis: the embargo of 1591 (2005) OP 7; the observers had no mandate from the Council.",
      classification: 'UNCLASSIFIED',
    },
  },
  {
    caseId: 'R23',
    body: {
      id: '01970000-0023-7000-8000-000000000001',
      type: 'OTHER',
      status: 'COMPLETED',
      objective: 'Weapon documentation by researchers in a seized stockpile',
      period: { from: month('2011-03') },
      legalBasis: { regime: 'NONE', historicalRegime: 'SS-2206', asWritten: 'Sudan (1591)' },
      place: {
        placeName: "Jonglei state (stockpile seized by SPLA from George Athor's forces)",
        adminCode: 'SS',
        method: 'PLACENAME',
      },
      parties: [
        { name: 'Small Arms Survey researchers', kind: 'RESEARCH_ORGANISATION', role: 'OBSERVER' },
        { name: 'SPLA', kind: 'ARMED_FORCES', role: 'SEIZING_AUTHORITY' },
        { name: "George Athor's forces", kind: 'ARMED_GROUP', role: 'HOLDER', note: 'Before the seizure.' },
      ],
      outcomes: ['UNMARKED_ITEMS'],
      outcomeText: 'Identified by marking convention and construction; some weapons had all markings removed.',
      observations: [
        {
          id: '01970000-0023-7001-8000-000000000001',
          class: 'LIGHT_WEAPON',
          description: 'Khawad heavy machine gun (copy of Type 85)',
          category1997: 'P97_LW1',
          categoryUnroca: 'ROCA_LW1',
          modelRaw: 'Khawad',
          countryOfManufacture: 'SD',
          yearRaw: 'what appears to be a 2010 manufacture date',
          yearOfManufacture: 2010,
          acquisitionContext: 'SEIZED',
          holderType: 'NSAG',
          holder: "George Athor's forces",
          quantity: { unit: 'ITEM', method: 'REPORTED' },
          details: { copyOf: 'Type 85', identifiedBy: 'marking convention and construction' },
          ...report,
        },
        {
          id: '01970000-0023-7001-8000-000000000002',
          class: 'LIGHT_WEAPON',
          description: 'Mokhtar general-purpose machine gun (copy of Type 80), marks partially scratched off',
          modelRaw: 'Mokhtar',
          countryOfManufacture: 'SD',
          markingStatus: 'ORIGINAL_PARTIAL',
          erasureMethod: 'SCRATCH',
          acquisitionContext: 'SEIZED',
          holderType: 'NSAG',
          holder: "George Athor's forces",
          quantity: { unit: 'ITEM', method: 'REPORTED' },
          details: {
            copyOf: 'Type 80',
            markingStatusAsWritten: 'marks partially scratched off',
            identifiedBy: 'marking convention and construction',
          },
          ...report,
        },
      ],
      custody: [
        {
          id: '01970000-0023-7005-8000-000000000001',
          reason: 'SEIZE',
          from: "George Athor's forces",
          to: 'SPLA',
          place: { placeName: 'Jonglei state', adminCode: 'SS', method: 'PLACENAME' },
        },
      ],
      documents: [
        {
          id: '01970000-0023-7002-8000-000000000001',
          kind: 'REPORT',
          title: 'Small Arms Survey HSBA Working Paper "Following the Thread"',
          url: 'https://9dok.net/article/machine-following-thread-ammunition-tracing-sudan-south-sudan.y4w4ovwr',
          quote: "The Khawad in Athor's holdings was marked with what appears to be a 2010 manufacture date",
        },
      ],
      remarks:
        'Partially removed marks; visually identical to Chinese models.\n\nLegal basis: none; outside Darfur, to which 1591 (2005) is limited although the case file names it, and before 2428 (2018).',
      classification: 'UNCLASSIFIED',
    },
  },
];
