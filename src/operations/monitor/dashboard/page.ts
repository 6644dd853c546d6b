import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RUNBOOKS } from '../alerts/rules.ts';
import { FACTS, PANELS } from './panels.ts';
import { DASHBOARD_SCRIPT } from './script.ts';
import { DASHBOARD_STYLE } from './style.ts';

export interface PageOptions {
  /** What is watched, as people call it, such as "data (three)". */
  readonly title: string;
  /** Between two looks. */
  readonly intervalSeconds: number;
  /** How far back the charts go. */
  readonly historySeconds: number;
  /** Databases that live in the application's memory: named, so that nobody looks for them. */
  readonly inMemory: readonly string[];
  /** What made the page, such as "chinook-eval 0.1.0". */
  readonly generator: string;
}

/**
 * One page that asks for nothing but the monitor's own data: style, script and the chart library stand in it, and its
 * policy lets nothing run but these, by their hashes.
 */
export function dashboardPage(options: PageOptions): { readonly html: Buffer; readonly policy: string } {
  const library = chartLibrary();
  const title = escapeHtml(options.title);
  const settings = {
    runbooks: RUNBOOKS,
    panels: PANELS,
    facts: FACTS,
    intervalSeconds: options.intervalSeconds,
    historySeconds: options.historySeconds,
  };
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escapeHtml(options.generator)}">
<link rel="icon" href="data:,">
<title>${title} - chinook-eval monitor</title>
<style>${DASHBOARD_STYLE}</style>
</head>
<body>
<a class="skip" href="#databases">Skip to the databases</a>
<header>
<h1>${title}</h1>
<p id="link" role="status" data-state="waiting">connecting</p>
</header>
<main>
<section aria-labelledby="alerts-title">
<h2 id="alerts-title">Alerts</h2>
<ul id="alerts" role="list" aria-live="polite"><li class="quiet">not looked yet</li></ul>
</section>
<div id="databases" tabindex="-1"></div>
${inMemoryNote(options.inMemory)}
</main>
<footer><p>A look every ${options.intervalSeconds} s; ${minutes(options.historySeconds)} of them in memory. Arrow keys move along a chart. <a href="/metrics">/metrics</a> is for Prometheus. ${escapeHtml(options.generator)}.</p></footer>
<noscript><p>The figures need JavaScript; without it they are at <a href="/metrics">/metrics</a>.</p></noscript>
<script type="application/json" id="settings">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
<script>${library}</script>
<script>${DASHBOARD_SCRIPT}</script>
</body>
</html>
`;
  return {
    html: Buffer.from(html),
    policy: [
      "default-src 'none'",
      `script-src ${hash(library)} ${hash(DASHBOARD_SCRIPT)}`,
      `style-src ${hash(DASHBOARD_STYLE)}`,
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}

/** ECharts as a script for browsers, with lines and not much else; what the report's charts are drawn with. */
function chartLibrary(): string {
  const file = createRequire(import.meta.url).resolve('echarts/dist/echarts.simple.min.js');
  return readFileSync(file, 'utf8').replace(/<(?=\/script)/gi, '\\x3c');
}

function minutes(seconds: number): string {
  return seconds >= 3600 ? 'an hour' : `${Math.max(1, Math.round(seconds / 60))} minutes`;
}

function inMemoryNote(names: readonly string[]): string {
  if (names.length === 0) return '';
  const [list, lives, sees] =
    names.length === 1 ? [names[0], 'lives', 'it'] : [names.join(', '), 'live', 'them'];
  return `<p class="note">${escapeHtml(list ?? '')} ${lives} in the memory of the application: nobody outside can look at ${sees}, so nothing is shown.</p>`;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
