// Names of songs, albums and artists.
import { allFakers, type Faker } from '@faker-js/faker';
import { chance, int, pick, words } from './draw.ts';
import type { Style } from './recordings.ts';

const ADJECTIVES = words(`
  amber, borrowed, brittle, broken, careless, copper, crooked, distant, drowsy, early, electric, faded,
  feral, foreign, frozen, gentle, gilded, hollow, idle, indigo, late, lonesome, lucid, marble, modest,
  narrow, nervous, northern, paper, patient, quiet, reckless, restless, salted, second-hand, secret,
  sleepless, solar, static, stubborn, sunken, tangled, tender, unfinished, velvet, violet, wandering,
  weathered, wooden, yellow`);
const NOUNS = words(`
  alibi, anchor, antenna, archive, astronaut, balcony, ballroom, bicycle, blueprint, boulevard, cabin,
  canary, carousel, cathedral, ceiling, chandelier, cinema, compass, corridor, curtain, daylight, desert,
  diary, elevator, ember, engine, escalator, ferry, firefly, fountain, frequency, garden, glacier,
  gravity, harbour, harvest, horizon, hourglass, island, jukebox, kerosene, kingdom, ladder, lantern,
  latitude, letter, lighthouse, machine, magnet, matinee, meadow, meridian, midnight, mirror, monsoon,
  motel, museum, needle, neon, notebook, orchard, orbit, parachute, passenger, pavement, pendulum, pilot,
  planet, postcard, quarry, radio, railway, reservoir, rooftop, satellite, shadow, shoreline, signal,
  silhouette, staircase, suitcase, telegram, theatre, thunder, ticket, tide, tramway, tunnel, umbrella,
  valley, vineyard, voltage, weekend, whistle, window, winter, workshop, zeppelin`);
const VERBS = words(`
  borrow, carry, catch, chase, count, cross, decode, draw, drown, fold, follow, forget, gather, hide,
  hold, invent, keep, kindle, leave, lose, measure, mend, miss, outrun, paint, promise, remember, repeat,
  rewind, save, steal, swallow, translate, trust, unlearn, wait for, wake, whisper to`);
const PLACES = words(`
  Aarhus, Antofagasta, Besançon, Brno, Córdoba, Dakar, Galway, Göteborg, Győr, Halifax, Innsbruck,
  Jönköping, Kraków, León, Łódź, Malmö, Montréal, Mysore, Naples, Niterói, Osaka, Porto, Réunion,
  São Luís, Tromsø, Tucson, Valparaíso, Winnipeg, Zürich, Østerbro`);
const LATIN = [
  words(`
  Canção, Manhã, Estação, Ilusão, Avenida, Balanço, Oração, Verão, Feira, Maré, Cantiga, Quintal`),
  words(`
  de Papelão, sem Relógio, à Beira do Rio, do Vagão, de Água Fria, em Três Tempos, da Vovó, no Sertão Azul`),
  words(`
  Corazón, Mañana, Camión, Otoño, Balcón, Rincón, Niñez, Tormenta, Acordeón, Calle, Limón, Jardín`),
  words(`
  de Cartón, sin Dirección, al Revés, de la Señora Peña, en Almacén, y Carbón, del Último Tren,
  a Contraluz`),
];
const FRENCH = [
  words(`
  L’été, La forêt, Le café, La fenêtre, L’hôtel, Le théâtre, La rivière, L’écho, Le château, La poussière`),
  words(`
  d’Hélène, à l’envers, sans clôture, de février, après l’orage, où tu m’as laissé, en dégradé,
  du côté sud`),
];
const GERMAN = [
  words(`
  Späte, Müde, Kühle, Grüne, Süße, Schräge, Leise, Größere, Fünf, Zwölf`),
  words(`
  Züge, Straßen, Flüsse, Gärten, Brücken, Türen, Grüße, Schlüssel, Nächte am Kanal, Wörter für Öl`),
];
const FORMS = words(`
  Sonata, Symphony, Concerto, Partita, Quartet, Nocturne, Étude, Prélude, Suite`);
const KEYS = words(`
  C, D, E flat, F, G, A, B flat, C sharp, F sharp`);
const TEMPI = words(`
  Allegro, Andante con moto, Adagio, Scherzo: Vivace, Largo, Rondo – Presto, Menuetto`);
const VERSIONS = words(
  `(Live), (Acoustic), (Demo), (Remastered), (Single Version), (Reprise), (Instrumental)`,
);

const title = (text: string) => text.replace(/(^|[\s/(])\p{L}/gu, (start) => start.toUpperCase());
const adjective = () => title(pick(ADJECTIVES));
const noun = () => title(pick(NOUNS));
const verb = () => title(pick(VERBS));
const plural = () => {
  const one = noun();
  return /[^aeiou]y$/.test(one)
    ? `${one.slice(0, -1)}ies`
    : /(s|x|ch|sh)$/.test(one)
      ? `${one}es`
      : `${one}s`;
};
const pair = ([first, second]: readonly (readonly string[])[]) =>
  `${pick(first ?? [])} ${pick(second ?? [])}`;
export const latin = () => {
  const portuguese = chance(0.5);
  const [first, second] = portuguese ? LATIN.slice(0, 2) : LATIN.slice(2);
  if (chance(0.35))
    return `${pick(first ?? [])} ${portuguese ? 'e' : 'y'} ${pick(first ?? [])} ${pick(second ?? [])}`;
  return pair([first ?? [], second ?? []]);
};

export function songTitle(style: Style): string {
  if (style === 'classical') {
    const key = `${pick(KEYS)} ${pick(['Major', 'Minor'])}`;
    return `${pick(FORMS)} No. ${int(1, 24)} in ${key}, Op. ${int(2, 131)}: ${pick(['I', 'II', 'III', 'IV'])}. ${pick(TEMPI)}`;
  }
  if (style === 'video') {
    return pick([
      () => `The ${noun()} of ${pick(PLACES)}`,
      () => `${adjective()} ${plural()}, Pt. ${int(1, 3)}`,
      () => `${int(1, 9)}x${String(int(1, 24)).padStart(2, '0')}: ${noun()} & ${noun()}`,
      () => `Who Will ${verb()} the ${noun()}?`,
    ])();
  }
  if (style === 'latin' && chance(0.7))
    return `${latin()}${chance(0.12) ? ` ${pick(['(Ao Vivo)', '(En Vivo)'])}` : ''}`;
  const song = pick([
    () => `${adjective()} ${noun()}`,
    () => `${adjective()} ${plural()}`,
    () => `${verb()} the ${noun()}`,
    () => `Don't ${verb()} My ${noun()}`,
    () => `${noun()} in ${pick(PLACES)}`,
    () => `The ${noun()}'s ${noun()}`,
    () => `${noun()} & ${noun()}`,
    () => `I Can't ${verb()} You`,
    () => `${plural()} (And Other ${plural()})`,
    () => `${noun()}/${noun()}`,
    () => `No ${noun()}, No ${noun()}`,
    () => `Last ${noun()} to ${pick(PLACES)}`,
    () => `${int(2, 99)} ${plural()}`,
    () => pair(FRENCH),
    () => pair(GERMAN),
  ])();
  return chance(0.08) ? `${song} ${pick(VERSIONS)}` : song;
}

export function albumTitle(style: Style): string {
  if (style === 'classical') return `${pick(FORMS)}s & ${pick(FORMS)}s: ${noun()} in ${pick(PLACES)}`;
  if (style === 'video') return `${adjective()} ${noun()}, Season ${int(1, 6)}`;
  if (style === 'latin' && chance(0.6)) return latin();
  return pick([
    () => `${adjective()} ${plural()}`,
    () => `The ${noun()} ${plural()}`,
    () => `${noun()} & ${noun()}`,
    () => `Live in ${pick(PLACES)} (Disc ${int(1, 2)})`,
    () => `Songs for a ${adjective()} ${noun()}`,
    () => `${noun()}/${noun()}`,
    () => `What the ${noun()} Didn't ${verb()}`,
    () => pair(FRENCH),
    () => pair(GERMAN),
  ])();
}

export const fakerOf = (locale: string): Faker => allFakers[locale as keyof typeof allFakers];
const SINGERS = words('en_US, en_GB, de, fr, es, pt_BR, sv, nb_NO, pl, cs_CZ, it, en_IE').map(fakerOf);
export const person = (from: Faker = pick(SINGERS)) => `${from.person.firstName()} ${from.person.lastName()}`;

export function artistName(): string {
  return pick([
    () => `The ${adjective()} ${plural()}`,
    () => `${noun()} ${plural()}`,
    () => person(),
    () => person(),
    () => `${person()} & The ${plural()}`,
    () => `${person()} feat. ${person()}`,
    () => `${noun()}/${noun()}`,
    () => `DJ ${noun()}`,
    () => `${pick(PLACES)} Chamber Orchestra, ${person()}`,
    () => `${person()} & ${person()}`,
    () => `${adjective()} ${noun()} (${pick(PLACES)})`,
    () => `${noun()}'n'${noun()}`,
    () => `Les ${pick(FRENCH[0] ?? []).replace(/^(L’|La |Le )/, '')}s`,
    () => `Os ${pick(LATIN[0] ?? [])}`,
  ])();
}
