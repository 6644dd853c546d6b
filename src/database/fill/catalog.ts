import type { Fill } from './index.ts';

/** When the rows of the catalogue claim to have been made: fixed, so that the same seed gives the same rows. */
const BORN = 1_704_067_200;

/** A fixed 16-digit public id: two bijections of the number, so it is unique, and not in order. */
const publicId = (id: string, salt: number) =>
  `printf('%08x%08x', (${id} * 2654435761 + ${salt}) & 4294967295, (${id} * 2246822519 + ${salt}) & 4294967295)`;
const born = (id: string) => `datetime(${BORN} + ${id} * 61, 'unixepoch')`;

/** Each row of the seed once per copy: keys moved on by the table's size, names marked with the copy's word. */
const copied = (columns: string, table: string) =>
  `SELECT ${columns} FROM temp.copies c CROSS JOIN seed.${table} s`;

export const CATALOG_FILLS: readonly Fill[] = [
  {
    table: 'chinook_artists',
    select: copied(
      `s.ArtistId + c.k * $artists AS id, ifnull(s.Name, 'Unknown artist') || c.in_name, NULL,
       ${publicId('(s.ArtistId + c.k * $artists)', 1)}, s.Slug || c.in_slug || '-' || (s.ArtistId + c.k * $artists),
       ${born('(s.ArtistId + c.k * $artists)')}, ${born('(s.ArtistId + c.k * $artists)')}`,
      'Artist',
    ),
  },
  {
    table: 'chinook_albums',
    select: copied(
      `s.AlbumId + c.k * $albums AS id, s.Title || c.in_name, s.ArtistId + c.k * $artists,
       date(0, 'unixepoch', '+' || ((s.AlbumId * 7919 + c.k * 104729) % 19000) || ' days'),
       ${publicId('(s.AlbumId + c.k * $albums)', 2)}, s.Slug || c.in_slug || '-' || (s.AlbumId + c.k * $albums),
       ${born('(s.AlbumId + c.k * $albums)')}, ${born('(s.AlbumId + c.k * $albums)')}`,
      'Album',
    ),
  },
  // Genres, media types and taxonomies are a fixed vocabulary: a larger store has no more of them.
  { table: 'chinook_media_types', select: `SELECT MediaTypeId, ifnull(Name, 'Unknown') FROM seed.MediaType` },
  { table: 'chinook_genres', select: `SELECT GenreId, ifnull(Name, 'Unknown') FROM seed.Genre` },
  {
    table: 'chinook_tracks',
    select: copied(
      `s.TrackId + c.k * $tracks AS id, s.Name || c.in_name, s.AlbumId + c.k * $albums, s.MediaTypeId, s.GenreId,
       s.Composer, s.Milliseconds + (c.k * 977) % 5000, s.Bytes + (c.k * 7717) % 80000, s.UnitPrice,
       ${publicId('(s.TrackId + c.k * $tracks)', 3)}, s.Slug || c.in_slug || '-' || (s.TrackId + c.k * $tracks),
       ${born('(s.TrackId + c.k * $tracks)')}, ${born('(s.TrackId + c.k * $tracks)')}`,
      'Track',
    ),
  },
  {
    table: 'chinook_taxonomies',
    select: `WITH RECURSIVE mood(n, name) AS (VALUES (0, 'Calm'), (1, 'Driving'), (2, 'Dark'), (3, 'Bright'), (4, 'Dreamy'), (5, 'Restless'), (6, 'Warm'), (7, 'Sparse')),
       use(n, name) AS (VALUES (0, 'Work'), (1, 'Dance'), (2, 'Sleep'), (3, 'Travel'), (4, 'Dinner'), (5, 'Sport'), (6, 'Study'), (7, 'Party'))
       SELECT 1 + n, 'mood', name FROM mood UNION ALL SELECT 9 + n, 'occasion', name FROM use`,
  },
  {
    // Two per track: a mood and an occasion. In the order of the primary key, so that the table is written once.
    table: 'chinook_taxonomy_track',
    select: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $tracks * $scale),
       kind(first, spread) AS (VALUES (1, 2654435761), (9, 2246822519))
       SELECT first + (((i * spread) & 4294967295) >> 20) % 8, i FROM n CROSS JOIN kind`,
  },
  {
    table: 'chinook_playlists',
    select: copied('s.PlaylistId + c.k * $playlists, s.Name || c.in_name', 'Playlist'),
  },
  {
    table: 'chinook_playlist_track',
    select: copied('s.PlaylistId + c.k * $playlists, s.TrackId + c.k * $tracks', 'PlaylistTrack'),
  },
  {
    table: 'chinook_employees',
    select: copied(
      `s.EmployeeId + c.k * $employees, s.LastName || c.in_name, s.FirstName, s.Title, s.ReportsTo + c.k * $employees,
       s.BirthDate, s.HireDate, s.Address, s.City, s.State, s.Country, s.PostalCode, s.Phone, s.Fax,
       CASE c.k WHEN 0 THEN s.Email ELSE c.k || '.' || s.Email END`,
      'Employee',
    ),
  },
  {
    table: 'chinook_customers',
    select: copied(
      `s.CustomerId + c.k * $customers, s.FirstName, s.LastName || c.in_name, s.Company, s.Address, s.City, s.State,
       s.Country, s.PostalCode, s.Phone, s.Fax, CASE c.k WHEN 0 THEN s.Email ELSE c.k || '.' || s.Email END,
       s.SupportRepId + c.k * $employees`,
      'Customer',
    ),
  },
  {
    table: 'chinook_invoices',
    select: copied(
      `s.InvoiceId + c.k * $invoices, s.CustomerId + c.k * $customers, s.InvoiceDate, s.BillingAddress, s.BillingCity,
       s.BillingState, s.BillingCountry, s.BillingPostalCode, s.Total`,
      'Invoice',
    ),
  },
  {
    table: 'chinook_invoice_lines',
    select: copied(
      `s.InvoiceLineId + c.k * $invoice_lines, s.InvoiceId + c.k * $invoices, s.TrackId + c.k * $tracks, s.UnitPrice,
       s.Quantity`,
      'InvoiceLine',
    ),
  },
  {
    // Real similarities between neighbours on an album (cosine of their vectors), for the first tracks of the store.
    table: 'similarity_cache',
    select: `SELECT t.id AS track_id, o.id AS similar_track_id,
       round(track_similarity(t.id, t.genre_id, a.artist_id, t.album_id, t.media_type_id, t.milliseconds, t.bytes, t.unit_price,
         o.id, o.genre_id, a.artist_id, o.album_id, o.media_type_id, o.milliseconds, o.bytes, o.unit_price), 6), ${BORN}
       FROM @chinook_tracks t JOIN @chinook_albums a ON a.id = t.album_id JOIN @chinook_tracks o ON o.album_id = t.album_id AND o.id <> t.id
       WHERE t.id <= 100 * $scale ORDER BY track_id, similar_track_id`,
  },
];
