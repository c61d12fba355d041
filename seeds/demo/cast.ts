/** What the made-up Council asked of a body; days count from the first start. */
export interface DemoMandate {
  regime: string;
  basis: string;
  from: number;
  to: number | null;
  reviews: number[];
  tasks: { code: string; paragraph: string }[];
}

const task = (paragraph: string, ...codes: string[]) => codes.map(code => ({ code, paragraph }));
/** The paragraphs of both made-up resolutions have the same numbers. */
const inspectionMandate = (resolution: string) => [
  ...task(`${resolution}/12`, 'INSPECT', 'MONITOR'),
  ...task(`${resolution}/13`, 'SEIZE', 'COLLECT', 'ENFORCE'),
  ...task(`${resolution}/14`, 'DISPOSE', 'REPORT'),
  ...task(`${resolution}/20`, 'SHARE_INFO'),
  ...task(`${resolution}/21`, 'ASSIST_EXEMPTION', 'ASSIST_HOST'),
];

/** A body of the demonstration with its people. */
export interface DemoBody {
  acronym: string;
  kind: string;
  name: string;
  fictional: boolean;
  /** Days from the first start; a body without one is under no mandate. */
  mandate?: DemoMandate;
  people: { email: string; name: string; role: string }[];
}

const person = (email: string, name: string, role: string) => ({ email, name: `${name} (fictional)`, role });

/** Who is there after the first start. Nobody here exists; the addresses cannot. */
export const demoBodies: readonly DemoBody[] = [
  {
    acronym: 'UNMIVA',
    kind: 'MISSION',
    name: 'United Nations Mission in Vareta',
    fictional: true,
    mandate: {
      regime: 'XV-9001',
      basis: 'S/RES/9001(2015)/12',
      from: -1095,
      to: 365,
      reviews: [-365, 335],
      tasks: inspectionMandate('S/RES/9001(2015)'),
    },
    people: [
      person('analyst@unmiva.example', 'Ilsa Corrin', 'CELL_ANALYST'),
      person('chief@unmiva.example', 'Tobin Marsh', 'CELL_CHIEF'),
      person('focal@unmiva.example', 'Nera Vost', 'FOCAL_POINT_PANEL'),
      person('head@unmiva.example', 'Adeno Pell', 'HEAD_OF_MISSION'),
    ],
  },
  {
    acronym: 'UNSOB',
    kind: 'MISSION',
    name: 'United Nations Support Mission in Obela',
    fictional: true,
    mandate: {
      regime: 'XO-9002',
      basis: 'S/RES/9002(2015)/12',
      from: -1095,
      to: null,
      reviews: [],
      tasks: inspectionMandate('S/RES/9002(2015)'),
    },
    people: [person('analyst@unsob.example', 'Ruan Tesk', 'CELL_ANALYST')],
  },
  {
    acronym: 'VARETA-PANEL',
    kind: 'PANEL',
    name: 'Panel of Experts on Vareta',
    fictional: true,
    mandate: { regime: 'XV-9001', basis: 'S/RES/9001(2015)/4', from: -300, to: 430, reviews: [], tasks: [] },
    people: [person('expert@vareta-panel.example', 'Sane Okell', 'PANEL_EXPERT')],
  },
  {
    acronym: 'VARETA-COMMITTEE',
    kind: 'COMMITTEE_SECRETARIAT',
    name: 'Secretariat of the Security Council Committee concerning Vareta',
    fictional: true,
    people: [person('secretary@vareta-committee.example', 'Mirel Danz', 'COMMITTEE_SECRETARY')],
  },
  {
    acronym: 'VARETA-NFP',
    kind: 'HOST_STATE_OFFICE',
    name: 'National Focal Point on Small Arms of Vareta',
    fictional: true,
    people: [person('focal@vareta.example', 'Jor Almady', 'NATIONAL_FOCAL_POINT')],
  },
  {
    acronym: 'HISTORIC',
    kind: 'HEADQUARTERS',
    name: 'Historic cases',
    // The cases are real and published; only the person who keeps them is not.
    fictional: false,
    people: [person('records@historic.example', 'Hale Wynter', 'RECORDS_OFFICER')],
  },
  {
    acronym: 'CORDON',
    kind: 'HEADQUARTERS',
    name: 'Cordon administration',
    fictional: false,
    people: [
      person('admin@cordon.example', 'Bree Ostrom', 'PLATFORM_ADMIN'),
      person('auditor@cordon.example', 'Kef Lindal', 'AUDITOR'),
    ],
  },
];

/** Everybody's address. */
export const demoEmails: readonly string[] = demoBodies.flatMap(body => body.people.map(who => who.email));
