import { createHash } from 'node:crypto';
import { contents } from './contents.ts';
import { convert } from './convert.ts';
import type { Pictures } from './figures.ts';
import { escapeHtml } from './markup.ts';
import { PRINT_STYLE } from './print-style.ts';
import { PAGE_SCRIPT } from './script.ts';
import { PAGE_STYLE } from './style.ts';

export interface ReportPage extends Pictures {
  /** Of the window, and of the line above the text. */
  readonly title: string;
  /** What markdown.ts made; its headings of the first level are the page's. */
  readonly markdown: string;
  /** What wrote the page, such as "chinook-eval 0.1.0". */
  readonly generator: string;
}

/**
 * The report as one HTML page that needs nothing but itself: no request, no font, no file beside it. Every text of
 * `page` may hold anything; its pictures are SVG files of this program's own drawing.
 * @throws Error where a picture is no SVG
 */
export function htmlReport(page: ReportPage): string {
  const { html, headings } = convert(page.markdown, page);
  const title = escapeHtml(page.title);
  const generator = escapeHtml(page.generator);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${generator}">
<title>${title}</title>
<style>${PAGE_STYLE}${PRINT_STYLE}</style>
</head>
<body>
<a class="skip" href="#page.text">Skip to the report</a>
<header><p><b>${title}</b> <span>${generator}</span></p></header>
<div class="columns">
${contents(headings)}<main id="page.text" tabindex="-1">
${html}</main>
</div>
<footer><p>Written by ${generator}. This page is one file and loads nothing.</p></footer>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/**
 * Nothing may be loaded or sent, and no script runs but the page's own: were a text of the report ever to become
 * markup, it would stay without effect. Styles have to be allowed inline because the SVGs carry style elements and
 * style attributes, which no hash covers.
 */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(PAGE_SCRIPT).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
