/**
 * Generates the built-in catalogue, fixtures/catalog/*.csv: the official schema, the official row counts and a like
 * distribution of foreign keys, with invented names. Same program, same bytes: every draw comes from a fixed seed.
 *
 *     npm run fixtures            (node tools/make-catalog.ts [FOLDER])
 *
 * The shapes (how many albums an artist has, lines an invoice, tracks a genre) were counted in the official file;
 * no name or title was taken from it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allFakers, type Faker, faker } from '@faker-js/faker';
import { stringify } from 'csv-stringify/sync';

type Row = readonly (string | number | null)[];

const SEED = 20260101;
const int = (min: number, max: number) => faker.number.int({ min, max });
const pick = <T>(values: readonly T[]): T => faker.helpers.arrayElement(values);
const shuffle = <T>(values: readonly T[]): T[] => faker.helpers.shuffle([...values]);
const chance = (share: number) => faker.number.float() < share;
const words = (text: string) => text.trim().split(/\s*,\s*/);

/** "2x30 3x14": thirty times 2 and fourteen times 3, in random order. */
const spread = (counts: string) =>
  shuffle(
    counts.split(' ').flatMap((count) => {
      const [value, times] = count.split('x').map(Number);
      return Array<number>(times ?? 0).fill(value ?? 0);
    }),
  );

/** Draws until the name is new and short enough for its official column. */
function unique(used: Set<string>, longest: number, draw: () => string): string {
  for (;;) {
    const name = draw();
    if (name.length > longest || used.has(name.toLowerCase())) continue;
    used.add(name.toLowerCase());
    return name;
  }
}

// --- words -----------------------------------------------------------------------------------------------------------
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
const latin = () => {
  const portuguese = chance(0.5);
  const [first, second] = portuguese ? LATIN.slice(0, 2) : LATIN.slice(2);
  if (chance(0.35))
    return `${pick(first ?? [])} ${portuguese ? 'e' : 'y'} ${pick(first ?? [])} ${pick(second ?? [])}`;
  return pair([first ?? [], second ?? []]);
};

function songTitle(style: Style): string {
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

function albumTitle(style: Style): string {
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

const fakerOf = (locale: string): Faker => allFakers[locale as keyof typeof allFakers];
const SINGERS = words('en_US, en_GB, de, fr, es, pt_BR, sv, nb_NO, pl, cs_CZ, it, en_IE').map(fakerOf);
const person = (from: Faker = pick(SINGERS)) => `${from.person.firstName()} ${from.person.lastName()}`;

function artistName(): string {
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

// --- the catalogue ---------------------------------------------------------------------------------------------------
type Style = 'song' | 'latin' | 'classical' | 'video';
/** Name, tracks and style: shares like the official ones, the largest 37 %. */
const GENRES = words(`
  Rock: 1297 song, Jazz: 130 song, Metal: 374 song, Indie & Garage: 332 song, Surf: 12 song,
  Blues: 81 song, Música Latina: 579 latin, Ska: 58 song, Pop: 48 song, Film Music: 43 song,
  Samba: 15 latin, Lounge: 24 song, Doom: 28 song, Soul/Funk: 61 song, House/Techno: 30 song,
  Folk: 28 song, Rap: 35 song, Documentary: 13 video, Series: 93 video, Mystery & Fantasy: 26 video,
  Theatre: 64 video, Stand-up: 17 video, Grunge: 40 song, Orchestral: 74 classical, Oratorio: 1 classical`).map(
  (genre) => {
    const [name = '', tracks, style] = genre.split(/: | (?=\w+$)/);
    return [name, Number(tracks), style as Style] as const;
  },
);
const MEDIA_TYPES = words(
  `MP3 audio, AAC audio (protected), MPEG-4 video, AAC audio (purchased), FLAC audio`,
);
const ALBUMS_PER_ARTIST = '1x148 2x30 3x14 4x5 5x1 6x1 10x2 11x1 14x1 21x1';
const TRACKS_PER_ALBUM =
  '1x82 2x8 3x3 4x2 5x2 6x3 7x8 8x14 9x15 10x27 11x25 12x29 13x16 ' +
  '14x34 15x18 16x13 17x15 18x8 19x3 20x5 21x2 22x3 23x3 24x3 25x2 26x1 30x1 34x1 57x1';

interface Artist {
  id: number;
  name: string;
  albums: number[];
  genre: number;
  members: string[];
}

function makeCatalogue() {
  const used = new Set<string>();
  const trackCounts = spread(TRACKS_PER_ALBUM);
  const albumCounts = [...spread(ALBUMS_PER_ARTIST), ...Array<number>(71).fill(0)];
  const artists: Artist[] = shuffle(albumCounts).map((albums, index) => ({
    id: index + 1,
    name: unique(used, 120, artistName),
    albums: trackCounts.splice(0, albums),
    genre: 0,
    members: Array.from({ length: int(1, 5) }, () => person()),
  }));
  assignGenres(artists);

  const albums: Row[] = [];
  const tracks: Row[] = [];
  const titles = new Set<string>();
  // Albums are not in the order of their artists, as in a shop that grew.
  const all = shuffle(artists.flatMap((artist) => artist.albums.map((size) => ({ artist, size }))));
  for (const { artist, size } of all) {
    const style = GENRES[artist.genre - 1]?.[2] ?? 'song';
    const albumId = albums.length + 1;
    albums.push([albumId, unique(titles, 160, () => albumTitle(style)), artist.id]);
    const media =
      style === 'video'
        ? 3
        : style === 'classical'
          ? pick([2, 2, 5])
          : chance(0.055)
            ? 2
            : chance(0.005)
              ? 4
              : 1;
    const credited = chance(0.75);
    const onAlbum = new Set<string>();
    for (let n = 0; n < size; n++) {
      const name = unique(onAlbum, 200, () => songTitle(style));
      const composer = style !== 'video' && credited && chance(0.97) ? credit(artist.members) : null;
      tracks.push([tracks.length + 1, name, albumId, media, artist.genre, composer, ...recording(media)]);
    }
  }
  return { artists, albums, tracks };
}

/** Largest artist first, each to the genre that lacks most tracks: the shares come out within a few tracks. */
function assignGenres(artists: readonly Artist[]): void {
  const lacking = GENRES.map(([, tracks]) => tracks);
  const sizeOf = (artist: Artist) => artist.albums.reduce((sum, size) => sum + size, 0);
  for (const artist of artists.toSorted((a, b) => sizeOf(b) - sizeOf(a) || a.id - b.id)) {
    const size = sizeOf(artist);
    if (size === 0) continue;
    const most = lacking.indexOf(Math.max(...lacking));
    artist.genre = most + 1;
    lacking[most] = (lacking[most] ?? 0) - size;
  }
}

function credit(members: readonly string[]): string {
  const several = faker.helpers.arrayElements(members, { min: 1, max: Math.min(4, members.length) });
  return several.join(pick([', ', ', ', '/', ' & '])).slice(0, 220);
}

/** Milliseconds, bytes, unit price: songs around four and a half minutes, episodes of 22 or 45 minutes. */
function recording(media: number): [number, number, number] {
  const bell = (faker.number.float() + faker.number.float() + faker.number.float()) / 3;
  const milliseconds =
    media === 3
      ? Math.round(pick([1_310_000, 2_600_000, 2_620_000, 2_850_000]) * (0.92 + 0.16 * bell))
      : Math.round(
          chance(0.015)
            ? int(600_000, 1_600_000)
            : chance(0.01)
              ? int(1_100, 60_000)
              : 90_000 + 340_000 * bell,
        );
  const perMillisecond = [32.5, 16.6, 181.5, 35.2, 88.3][media - 1] ?? 32.5;
  const bytes = Math.round(milliseconds * perMillisecond * (0.9 + 0.2 * faker.number.float()));
  return [milliseconds, bytes, media === 3 ? 1.99 : 0.99];
}

// --- playlists -------------------------------------------------------------------------------------------------------
const PLAYLISTS = words(`
  All Music, Wish List, Evening Series, Spoken Word, Nineties & Noughties, To Sort, Podcasts, All Music,
  The One Clip, Evening Series, Música do Mundo, Concert Hall, Concert Hall 101 – Deep Cuts,
  Concert Hall 101 – Next Steps, Concert Hall 101 – The Basics, Rock’n’Road Trip, Heavy (Loud!),
  On-The-Go/1`);

function makePlaylistTracks(tracks: readonly Row[]): Row[] {
  const ids = (fits: (track: Row) => boolean) => tracks.filter(fits).map((track) => Number(track[0]));
  const genre = (...names: string[]) =>
    ids((track) => names.includes(GENRES[Number(track[4]) - 1]?.[0] ?? ''));
  const music = ids((track) => track[3] !== 3);
  const video = ids((track) => track[3] === 3);
  const concert = genre('Orchestral', 'Oratorio');
  const some = (from: readonly number[], count: number) => shuffle(from).slice(0, count);
  const fixed = new Map<number, readonly number[]>([
    [1, music],
    [3, video],
    [8, music],
    [9, some(music, 1)],
    [10, video],
    [11, some(genre('Música Latina', 'Samba'), 39)],
    [12, concert],
    [13, some(concert, 25)],
    [14, some(concert, 25)],
    [15, some(concert, 25)],
    [16, some(genre('Rock', 'Grunge'), 15)],
    [17, some(genre('Metal', 'Doom'), 26)],
    [18, some(music, 1)],
  ]);
  // What is left of the official 8,715 entries goes to the large mixed list.
  const entries = [...fixed.values()].reduce((sum, list) => sum + list.length, 0);
  const all = [...fixed, [5, some(music, 8715 - entries)] as const].toSorted((a, b) => a[0] - b[0]);
  return all.flatMap(([id, list]) => list.toSorted((a, b) => a - b).map((track) => [id, track]));
}

// --- people ----------------------------------------------------------------------------------------------------------
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

function makeEmployees(): Row[] {
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

function makeCustomers(): Row[] {
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

// --- sales -----------------------------------------------------------------------------------------------------------
/** Each customer buys seven times, in these sizes; one customer only six times, as in the official file. */
const LINES_PER_INVOICE = [2, 4, 6, 9, 14, 1, 2];

function makeSales(customers: readonly Row[], tracks: readonly Row[]): { invoices: Row[]; lines: Row[] } {
  const visits = shuffle(customers.flatMap((customer) => Array<Row>(7).fill(customer)));
  const seen = new Map<Row, number>();
  const invoices: Row[] = [];
  const lines: Row[] = [];
  const start = Date.UTC(2021, 0, 1);
  const stride = (Date.UTC(2025, 11, 22) - start) / 411;
  let track = 0;
  for (const customer of visits) {
    const visit = seen.get(customer) ?? 0;
    seen.set(customer, visit + 1);
    if (customer === customers.at(-1) && visit === 6) continue;
    const invoiceId = invoices.length + 1;
    let cents = 0;
    for (
      let n = LINES_PER_INVOICE[(visit + (customer === customers.at(-1) ? 0 : Number(customer[0]))) % 7] ?? 1;
      n > 0;
      n--
    ) {
      track = (track + int(1, 3)) % tracks.length;
      const price = Number(tracks[track]?.[8]);
      cents += Math.round(price * 100);
      lines.push([lines.length + 1, invoiceId, track + 1, price, 1]);
    }
    const date = new Date(
      start + Math.floor((invoices.length * stride) / 86_400_000) * 86_400_000,
    ).toISOString();
    const [street, city, state, country, postalCode] = customer.slice(4, 9);
    const billing = [street, city, state, country, postalCode].map((part) => part ?? null);
    invoices.push([invoiceId, Number(customer[0]), `${date.slice(0, 10)} 00:00:00`, ...billing, cents / 100]);
  }
  return { invoices, lines };
}

// --- out -------------------------------------------------------------------------------------------------------------
function makeTables(): ReadonlyMap<string, readonly Row[]> {
  for (const each of [faker, ...Object.values(allFakers)]) each.seed(SEED);
  const numbered = (names: readonly string[]) => names.map((name, index) => [index + 1, name]);
  const { artists, albums, tracks } = makeCatalogue();
  const employees = makeEmployees();
  const customers = makeCustomers();
  const { invoices, lines } = makeSales(customers, tracks);
  const place = ['Address', 'City', 'State', 'Country', 'PostalCode'];
  const trackColumns = [
    'Name',
    'AlbumId',
    'MediaTypeId',
    'GenreId',
    'Composer',
    'Milliseconds',
    'Bytes',
    'UnitPrice',
  ];
  return new Map<string, readonly Row[]>([
    ['Artist', [['ArtistId', 'Name'], ...artists.map(({ id, name }) => [id, name])]],
    ['Album', [['AlbumId', 'Title', 'ArtistId'], ...albums]],
    ['MediaType', [['MediaTypeId', 'Name'], ...numbered(MEDIA_TYPES)]],
    ['Genre', [['GenreId', 'Name'], ...numbered(GENRES.map(([name]) => name))]],
    ['Track', [['TrackId', ...trackColumns], ...tracks]],
    ['Playlist', [['PlaylistId', 'Name'], ...numbered(PLAYLISTS)]],
    ['PlaylistTrack', [['PlaylistId', 'TrackId'], ...makePlaylistTracks(tracks)]],
    [
      'Employee',
      [
        [
          'EmployeeId',
          'LastName',
          'FirstName',
          'Title',
          'ReportsTo',
          'BirthDate',
          'HireDate',
          ...place,
          'Phone',
          'Fax',
          'Email',
        ],
        ...employees,
      ],
    ],
    [
      'Customer',
      [
        ['CustomerId', 'FirstName', 'LastName', 'Company', ...place, 'Phone', 'Fax', 'Email', 'SupportRepId'],
        ...customers,
      ],
    ],
    [
      'Invoice',
      [
        ['InvoiceId', 'CustomerId', 'InvoiceDate', ...place.map((name) => `Billing${name}`), 'Total'],
        ...invoices,
      ],
    ],
    ['InvoiceLine', [['InvoiceLineId', 'InvoiceId', 'TrackId', 'UnitPrice', 'Quantity'], ...lines]],
  ]);
}

const folder = process.argv[2] ?? fileURLToPath(new URL('../fixtures/catalog', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [table, rows] of makeTables()) {
  // An empty field is NULL; no name here is the empty string, which would have to be quoted.
  if (rows.some((row) => row.includes(''))) throw new Error(`${table}: an empty string`);
  writeFileSync(`${folder}/${table}.csv`, stringify(rows as Row[], { record_delimiter: '\n' }));
}
