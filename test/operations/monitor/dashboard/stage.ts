import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'puppeteer';
import { type OpenBrowser, openBrowser } from '../../../../src/browser/launch.ts';
import type { AlertStatus } from '../../../../src/operations/monitor/alerts/board.ts';
import { dashboardRoutes } from '../../../../src/operations/monitor/dashboard/routes.ts';
import { type Running, startServer } from '../../../../src/operations/monitor/server/server.ts';
import { Watch } from '../../../../src/operations/monitor/watch.ts';
import { TemporaryFolder } from '../../../support/dataset.ts';

export const WIDE = { width: 1400, height: 900 };
export const PHONE = { width: 390, height: 800 };

/** A database with a writer, a watch of it whose clock the test moves, and the dashboard served. */
export class Stage {
  readonly folder = new TemporaryFolder().path;
  readonly file = join(this.folder, 'main.sqlite');
  readonly writer: Database.Database;
  alerts: readonly AlertStatus[] = [];
  intervalSeconds = 5;
  now = 1_800_000_000;
  steady = 1_800_000_000;
  watch: Watch = this.newWatch();
  readonly defects: unknown[] = [];
  #server: Running | undefined;
  #port = 0;

  constructor() {
    mkdirSync(this.folder, { recursive: true });
    this.writer = new Database(this.file);
    this.writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)');
    this.write(1);
  }

  newWatch(): Watch {
    const targets = [{ db: 'main', file: this.file, tables: ['users'] as const }];
    return new Watch({
      targets,
      alerts: [],
      capacity: 800,
      clock: () => this.now,
      steady: () => this.steady,
    });
  }

  write(rows: number): void {
    const insert = this.writer.prepare('INSERT INTO users (name) VALUES (?)');
    for (let row = 0; row < rows; row++) insert.run('x'.repeat(3000));
  }

  /** A look `seconds` later, the clock having been set by `set` seconds meanwhile. */
  look(seconds = 5, set = 0): void {
    this.steady += seconds;
    this.now += seconds + set;
    this.watch.look();
  }

  /** On the same port each time, as after a restart of the monitor. */
  async serve(): Promise<void> {
    const routes = dashboardRoutes({
      watch: this.watch,
      alerts: () => this.alerts,
      title: 'data (single) <b>',
      intervalSeconds: this.intervalSeconds,
      historySeconds: 3600,
      inMemory: ['cache'],
      generator: 'chinook-eval test',
    });
    const onDefect = (error: unknown) => this.defects.push(error);
    this.#server = await startServer({ host: '127.0.0.1', port: this.#port, routes, onDefect });
    this.#port = this.#server.port;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}

export function alert(state: AlertStatus['state'], summary = 'main: the WAL is large'): AlertStatus {
  return {
    name: 'wal-large',
    db: 'main',
    severity: 'warning',
    state,
    since: 1_800_000_000,
    summary,
    limit: 64e6,
  };
}

/** The program's own browser, which reaches this machine's loopback and nothing else. */
export async function openLoopbackBrowser(): Promise<OpenBrowser> {
  const words = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
  return await openBrowser({ env: process.env, signal: new AbortController().signal, words });
}

/** A page of the dashboard, with everything it said on the console, and every address it asked for. */
export async function openPage({ browser }: OpenBrowser, address: string) {
  const page = await browser.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  await page.setViewport(WIDE);
  await page.goto(`${address}/`);
  await page.waitForSelector('#link[data-state="open"]');
  return { page, said, asked };
}

export async function textOf(page: Page, selector: string): Promise<string> {
  return await page.$eval(selector, (element) => element.textContent ?? '');
}

/** Waits until the latest look has reached the page and has been drawn, which is a frame later. */
export async function waitForLook(page: Page, { now }: Stage): Promise<void> {
  await page.waitForFunction(
    `document.querySelector('#link').textContent.endsWith(new Date(${now} * 1000).toLocaleTimeString())`,
    { timeout: 60_000 },
  );
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

/** Waits until the page says so; the deadline is for a page that never does. */
export async function waitForText(page: Page, selector: string, text: RegExp): Promise<void> {
  await page.waitForFunction(
    `new RegExp(${JSON.stringify(text.source)}).test(document.querySelector(${JSON.stringify(selector)})?.textContent ?? '')`,
    { timeout: 60_000 },
  );
}
