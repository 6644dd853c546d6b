import { SEED_TABLES, type SeedTable } from '../model/seed.ts';

/**
 * integer: whole and within 2^53. number: finite. text: valid Unicode without NUL. date: text, YYYY-MM-DD with an
 * optional time of day.
 */
export type ColumnType = 'integer' | 'number' | 'text' | 'date';

export interface SeedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** The table whose key this column holds. */
  readonly references?: SeedTable;
}

export interface SeedTableShape {
  readonly name: SeedTable;
  readonly columns: readonly SeedColumn[];
  /** The primary key: one column, which is always the first, or the two of PlaylistTrack. */
  readonly key: readonly [string] | readonly [string, string];
  /** The column whose slug the seed store adds as Slug. */
  readonly sluggedBy?: string;
}

type Modifier = '?' | '';
type Spec = `${string}:${ColumnType}${Modifier}` | `${string}:${ColumnType}${Modifier}>${SeedTable}`;

/** "AlbumId:integer?>Album": name, type, ? where it may be NULL, and the table it points to. */
function columns(...specs: Spec[]): SeedColumn[] {
  return specs.map((spec) => {
    const [name = '', rest = ''] = spec.split(':');
    const [type = '', references] = rest.split('>');
    return {
      name,
      type: type.replace('?', '') as ColumnType,
      nullable: type.endsWith('?'),
      ...(references === undefined ? {} : { references: references as SeedTable }),
    };
  });
}

const SHAPES: { readonly [T in SeedTable]: Omit<SeedTableShape, 'name'> } = {
  Artist: { columns: columns('ArtistId:integer', 'Name:text?'), key: ['ArtistId'], sluggedBy: 'Name' },
  Album: {
    columns: columns('AlbumId:integer', 'Title:text', 'ArtistId:integer>Artist'),
    key: ['AlbumId'],
    sluggedBy: 'Title',
  },
  MediaType: { columns: columns('MediaTypeId:integer', 'Name:text?'), key: ['MediaTypeId'] },
  Genre: { columns: columns('GenreId:integer', 'Name:text?'), key: ['GenreId'], sluggedBy: 'Name' },
  Track: {
    columns: columns(
      'TrackId:integer',
      'Name:text',
      'AlbumId:integer?>Album',
      'MediaTypeId:integer>MediaType',
      'GenreId:integer?>Genre',
      'Composer:text?',
      'Milliseconds:integer',
      'Bytes:integer?',
      'UnitPrice:number',
    ),
    key: ['TrackId'],
    sluggedBy: 'Name',
  },
  Playlist: { columns: columns('PlaylistId:integer', 'Name:text?'), key: ['PlaylistId'], sluggedBy: 'Name' },
  PlaylistTrack: {
    columns: columns('PlaylistId:integer>Playlist', 'TrackId:integer>Track'),
    key: ['PlaylistId', 'TrackId'],
  },
  Employee: {
    columns: columns(
      'EmployeeId:integer',
      'LastName:text',
      'FirstName:text',
      'Title:text?',
      'ReportsTo:integer?>Employee',
      'BirthDate:date?',
      'HireDate:date?',
      'Address:text?',
      'City:text?',
      'State:text?',
      'Country:text?',
      'PostalCode:text?',
      'Phone:text?',
      'Fax:text?',
      'Email:text?',
    ),
    key: ['EmployeeId'],
  },
  Customer: {
    columns: columns(
      'CustomerId:integer',
      'FirstName:text',
      'LastName:text',
      'Company:text?',
      'Address:text?',
      'City:text?',
      'State:text?',
      'Country:text?',
      'PostalCode:text?',
      'Phone:text?',
      'Fax:text?',
      'Email:text',
      'SupportRepId:integer?>Employee',
    ),
    key: ['CustomerId'],
  },
  Invoice: {
    columns: columns(
      'InvoiceId:integer',
      'CustomerId:integer>Customer',
      'InvoiceDate:date',
      'BillingAddress:text?',
      'BillingCity:text?',
      'BillingState:text?',
      'BillingCountry:text?',
      'BillingPostalCode:text?',
      'Total:number',
    ),
    key: ['InvoiceId'],
  },
  InvoiceLine: {
    columns: columns(
      'InvoiceLineId:integer',
      'InvoiceId:integer>Invoice',
      'TrackId:integer>Track',
      'UnitPrice:number',
      'Quantity:integer',
    ),
    key: ['InvoiceLineId'],
  },
};

/** The eleven official tables in the order of SEED_TABLES: what a table refers to comes before it. */
export const SEED_SHAPES: readonly SeedTableShape[] = SEED_TABLES.map((name) => ({ name, ...SHAPES[name] }));

/** The shape of a table by its name in any case, as SQLite compares names. */
export function shapeNamed(name: string): SeedTableShape | undefined {
  return SEED_SHAPES.find((shape) => shape.name.toLowerCase() === name.toLowerCase());
}

/** What a seed is read from, whatever its form. */
export interface SeedReader {
  /** The rows of a table in the order of its key, values in the order of `columns`. May be called repeatedly. */
  rows(shape: SeedTableShape, columns: readonly string[]): Iterable<readonly unknown[]>;
}
