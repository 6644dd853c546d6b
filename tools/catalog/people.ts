// Employees and customers.
import { allFakers, type Faker } from '@faker-js/faker';
import { chance, int, pick, type Row, shuffle, spread, unique, words } from './draw.ts';
import { fakerOf } from './names.ts';

const CUSTOMERS = words(`
  Argentina: 1 es, Australia: 1 en_AU, Austria: 1 de_AT, Belgium: 1 fr_BE, Brazil: 5 pt_BR,
  Canada: 8 en_CA, Chile: 1 es, Czech Republic: 2 cs_CZ, Denmark: 1 da, Finland: 1 fi, France: 5 fr,
  Germany: 4 de, Hungary: 1 hu, India: 2 en_IN, Ireland: 1 en_IE, Italy: 1 it, Netherlands: 1 nl,
  Norway: 1 nb_NO, Poland: 1 pl, Portugal: 2 pt_PT, Spain: 1 es, Sweden: 1 sv, USA: 13 en_US,
  United Kingdom: 3 en_GB`).map((entry) => {
  const [country = '', count, locale = ''] = entry.split(/: | (?=\w+$)/);
  return [country, Number(count), fakerOf(locale)] as const;
});
const WITH_STATE = ['Australia', 'Brazil', 'Canada', 'USA'];
const ascii = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
const phone = () => `+${int(1, 99)} ${int(10, 99)} ${int(100, 999)} ${int(1000, 9999)}`;

/** Address, city, state, country, postal code, within the official widths. */
function address(country: string, from: Faker): [string, string, string | null, string, string] {
  const short = (longest: number, draw: () => string) => unique(new Set(), longest, draw);
  return [
    short(70, () => from.location.streetAddress()),
    short(40, () => from.location.city()),
    WITH_STATE.includes(country) ? from.location.state({ abbreviated: true }) : null,
    country,
    short(10, () => from.location.zipCode()),
  ];
}

export function makeEmployees(): Row[] {
  const staff: readonly (readonly [string, number | null])[] = [
    ['Managing Director', null],
    ['Head of Sales', 1],
    ['Customer Advisor', 2],
    ['Customer Advisor', 2],
    ['Customer Advisor', 2],
    ['Head of IT', 1],
    ['Systems Engineer', 6],
    ['Support Engineer', 6],
  ];
  const from = allFakers.en_CA;
  return staff.map(([position, boss], index) => {
    const first = from.person.firstName();
    const last = unique(new Set(), 20, () => from.person.lastName());
    const day = (year: number) =>
      `${year}-${String(int(1, 12)).padStart(2, '0')}-${String(int(1, 28)).padStart(2, '0')} 00:00:00`;
    const mail = `${ascii(first)}.${ascii(last)}@example.com`;
    const [born, hired] = [day(int(1958, 1985)), day(int(2008, 2012))];
    return [
      index + 1,
      last,
      first,
      position,
      boss,
      born,
      hired,
      ...address('Canada', from),
      phone(),
      phone(),
      mail,
    ];
  });
}

export function makeCustomers(): Row[] {
  const mails = new Set<string>();
  const reps = spread('3x21 4x20 5x18');
  const countries = shuffle(
    CUSTOMERS.flatMap(([country, count, from]) => Array(count).fill([country, from] as const)),
  );
  return countries.map(([country, from]: readonly [string, Faker], index) => {
    const first = unique(new Set(), 40, () => from.person.firstName());
    const last = unique(new Set(), 20, () => from.person.lastName());
    const company = chance(0.17) ? unique(new Set(), 80, () => from.company.name()) : null;
    const mail = unique(
      mails,
      60,
      () => `${ascii(first)}.${ascii(last)}@${pick(['example.com', 'example.org', 'example.net'])}`,
    );
    const fax = chance(0.2) ? phone() : null;
    return [index + 1, first, last, company, ...address(country, from), phone(), fax, mail, reps[index] ?? 3];
  });
}
