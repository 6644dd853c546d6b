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
import { allFakers, faker } from '@faker-js/faker';
import { stringify } from 'csv-stringify/sync';
import { type Row, SEED } from './catalog/draw.ts';
import { makeCustomers, makeEmployees } from './catalog/people.ts';
import { makePlaylistTracks, PLAYLISTS } from './catalog/playlists.ts';
import { GENRES, MEDIA_TYPES, makeCatalogue } from './catalog/recordings.ts';
import { makeSales } from './catalog/sales.ts';

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
