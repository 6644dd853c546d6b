import { DATASET_NOW } from '../../model/scenario.ts';
import type { Fill } from './index.ts';

const YEAR = 31_536_000;

/** i = 1 .. limit. */
const count = (limit: string) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${limit})`;
/** An odd factor of its own for each salt, so that two columns of one row have nothing to do with each other. */
const factor = (salt: number) => ((Math.imul(salt, 0x9e3779b1) ^ Math.imul(salt + 17, 0x85ebca6b)) | 1) >>> 0;
/** A pseudo-random whole number from 0 to below `limit`, fixed for (i, salt): the high bits of Fibonacci hashing. */
const pick = (limit: string, salt: number) => `((((i * ${factor(salt)}) & 4294967295) * (${limit})) >> 32)`;
/** The same, but small numbers far more often: a few tracks draw most of the activity. */
const popular = (limit: string, salt: number) =>
  `(((((i * ${factor(salt)}) & 4294967295) >> 12) * (((i * ${factor(salt + 500)}) & 4294967295) >> 12) / 1048576) * (${limit}) / 1048576)`;
const words =
  (...list: string[]) =>
  (salt: number) =>
    `CASE ${pick(String(list.length), salt)} ${list.map((word, n) => `WHEN ${n} THEN '${word}'`).join(' ')} END`;
const time = (salt: number) => `datetime(${DATASET_NOW} - ${pick(String(YEAR), salt)}, 'unixepoch')`;
const hex = (salt: number) =>
  `printf('%08x%08x%08x', (i * ${factor(salt)}) & 4294967295, (i * ${factor(salt + 500)}) & 4294967295, i)`;

const verb = words('played', 'liked', 'shared', 'viewed', 'bought', 'queued');
const opinion = words('Great', 'Timeless', 'Overrated', 'Lovely', 'Loud', 'Underrated', 'Perfect', 'Odd');
const part = words(
  'guitar',
  'chorus',
  'bass line',
  'intro',
  'drums',
  'lyrics',
  'solo',
  'production',
  'voice',
);
const queue = words('default', 'mail', 'search', 'reports');
const theme = words('dark', 'light', 'system');

/** How many rows there are for each copy of the seed. */
export const APP_ROWS = {
  users: 100,
  sessions: 150,
  cache: 100,
  jobs: 50,
  activity_log: 2000,
  comments: 500,
  deleted_models: 20,
  temp_calculations: 50,
  query_cache: 200,
  computed_results: 50,
} as const;
const rows = (table: keyof typeof APP_ROWS) => count(`${APP_ROWS[table]} * $scale`);
/** At least one for each customer. */
const users = `max(${APP_ROWS.users}, $customers) * $scale`;

export const APP_FILLS: readonly Fill[] = [
  {
    // The first users are the customers' accounts; the rest have bought nothing yet.
    table: 'users',
    select: `${count(users)} SELECT i,
       (SELECT s.FirstName || ' ' || s.LastName FROM seed.Customer s WHERE s.CustomerId = 1 + (i - 1) % $customers),
       'user' || i || '@example.test',
       printf('{"genre":%d,"theme":"%s","per_page":%d}', 1 + ${pick('$genres', 1)}, ${theme(2)}, 10 + 5 * ${pick('4', 3)}),
       CASE WHEN i <= $customers * $scale THEN i END, ${time(4)}, ${time(4)} FROM n`,
  },
  {
    table: 'sessions',
    select: `${rows('sessions')} SELECT i, ${hex(11)}, CASE WHEN i % 5 > 0 THEN 1 + ${pick(users, 12)} END,
       printf('192.0.2.%d', ${pick('256', 13)}),
       printf('{"_token":"%s","_previous":{"url":"/tracks/%d"},"_flash":[]}', ${hex(14)}, 1 + ${popular('$tracks * $scale', 15)}),
       ${DATASET_NOW} - ${pick('86400', 16)} FROM n`,
  },
  {
    table: 'cache',
    select: `${rows('cache')} SELECT printf('app:%08d', i), printf('{"views":%d,"updated":"%s"}', ${pick('10000', 21)}, ${time(22)}),
       ${DATASET_NOW} + ${pick('7200', 23)} - 3600 FROM n`,
  },
  {
    table: 'jobs',
    select: `${rows('jobs')} SELECT i, ${queue(31)}, printf('{"job":"IndexTrack","track":%d}', 1 + ${pick('$tracks * $scale', 32)}), 0,
       NULL, ${DATASET_NOW} - ${pick('3600', 33)}, ${DATASET_NOW} - 3600 - ${pick('3600', 34)} FROM n`,
  },
  {
    // One row in eight is about an artist, one about an album, the rest about a track.
    table: 'activity_log',
    select: `${rows('activity_log')} SELECT i, 1 + ${pick(users, 41)}, ${verb(42)},
       CASE WHEN i % 8 = 0 THEN 1 + ${popular('$artists * $scale', 43)} END,
       CASE WHEN i % 8 = 1 THEN 1 + ${popular('$albums * $scale', 44)} END,
       CASE WHEN i % 8 > 1 THEN 1 + ${popular('$tracks * $scale', 45)} END, ${time(46)} FROM n`,
  },
  {
    table: 'comments',
    select: `${rows('comments')} SELECT i, 1 + ${pick(users, 51)}, 1 + ${popular('$tracks * $scale', 52)},
       ${opinion(53)} || ' ' || ${part(54)} || ', ' || ${part(55)} || ' included.', ${time(56)}, ${time(56)} FROM n`,
  },
  {
    table: 'deleted_models',
    select: `${rows('deleted_models')} SELECT i, 'Comment', ${APP_ROWS.comments} * $scale + i, printf('{"body":"%s"}', ${opinion(61)}), ${time(62)} FROM n`,
  },
];

export const CACHE_FILLS: readonly Fill[] = [
  {
    table: 'temp_calculations',
    select: `${rows('temp_calculations')} SELECT printf('calc:%08d', i), ${pick('100000', 71)} / 100.0, ${DATASET_NOW} - ${pick('600', 72)} FROM n`,
  },
  {
    table: 'session_data',
    select: `${count(`${APP_ROWS.sessions} * $scale`)} SELECT i, 'cart', printf('[%d,%d]', 1 + ${popular('$tracks * $scale', 81)}, 1 + ${popular('$tracks * $scale', 82)}),
       ${DATASET_NOW} + ${pick('7200', 83)} FROM n`,
  },
  {
    // Half of it lives, half has expired: a cache as it is found, all of it in use in the last minute.
    table: 'query_cache',
    select: `${rows('query_cache')} SELECT key, value, expires_at, used_at, length(key) + length(value), 0, '["tracks"]' FROM (SELECT
       printf('query:%08d', i) AS key,
       printf('{"ids":[%d,%d,%d,%d,%d]}', ${popular('$tracks * $scale', 91)}, ${popular('$tracks * $scale', 92)}, ${popular('$tracks * $scale', 93)}, ${popular('$tracks * $scale', 94)}, ${popular('$tracks * $scale', 95)}) AS value,
       ${DATASET_NOW} + CASE WHEN i % 2 = 0 THEN 1 + ${pick('3600', 96)} ELSE -1 - ${pick('3600', 97)} END AS expires_at,
       ${DATASET_NOW} - ${pick('60', 90)} AS used_at FROM n)`,
  },
  {
    // Nothing has been invalidated yet.
    table: 'query_cache_tags',
    select: `SELECT 'tracks', 0`,
  },
  {
    table: 'computed_results',
    select: `${rows('computed_results')} SELECT printf('result:%08d', i), printf('{"total":%d}', ${pick('1000000', 98)}), ${DATASET_NOW} - ${pick('600', 99)} FROM n`,
  },
];
