import type { Scenario } from '../src/model/scenario.ts';
import albumWithTracks from './album-with-tracks.ts';
import bestSellingArtists from './best-selling-artists.ts';
import cacheExpire from './cache-expire.ts';
import cacheHit from './cache-hit.ts';
import cacheMiss from './cache-miss.ts';
import cacheSet from './cache-set.ts';
import complexSearch from './complex-search.ts';
import customerInvoices from './customer-invoices.ts';
import ftsAlbums from './fts-albums.ts';
import ftsPrefix from './fts-prefix.ts';
import ftsTracks from './fts-tracks.ts';
import trackById from './track-by-id.ts';
import trackBySlug from './track-by-slug.ts';
import trackPage from './track-page.ts';
import tracksByTaxonomy from './tracks-by-taxonomy.ts';
import userActivity from './user-activity.ts';
import userByEmail from './user-by-email.ts';
import usersSpending from './users-spending.ts';
import vectorNearest from './vector-nearest.ts';
import vectorNearestInGenre from './vector-nearest-in-genre.ts';
import writeActivityAndInvoice from './write-activity-and-invoice.ts';
import writeComment from './write-comment.ts';
import writeInvoice from './write-invoice.ts';
import writeJob from './write-job.ts';
import writeSession from './write-session.ts';

/** Adding a scenario is one file and one line here. The order is that of reports. */
export const SCENARIOS: readonly Scenario[] = [
  trackById,
  trackBySlug,
  userByEmail,
  trackPage,
  albumWithTracks,
  customerInvoices,
  bestSellingArtists,
  tracksByTaxonomy,
  userActivity,
  usersSpending,
  ftsTracks,
  ftsAlbums,
  ftsPrefix,
  vectorNearest,
  vectorNearestInGenre,
  cacheHit,
  cacheMiss,
  cacheSet,
  cacheExpire,
  writeComment,
  writeSession,
  writeJob,
  writeInvoice,
  writeActivityAndInvoice,
  complexSearch,
];
