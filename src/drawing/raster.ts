import type { Browser } from 'puppeteer';
import { isTag, parseMarkup, rootOf, writeMarkup } from '../svg/markup.ts';
import { refuseRequests } from './page.ts';
import { pageWith } from './page-text.ts';

/** Pixels of the picture for each of its units. */
const SCALE = 2;
/** Chromium draws no more in one piece (its largest texture). */
const MOST_PIXELS = 16_000;
/** A PDF page has at most 200 inches (ISO 32000-1, annex C), a CSS pixel is 1/96 of one. */
const MOST_PAGE = 200 * 96;

/** A picture as PNG on white, tight, two pixels a unit (less where it would be too large), or as PDF of its size. */
export async function rasterise(browser: Browser, svg: string, format: 'png' | 'pdf'): Promise<Uint8Array> {
  // One for each: a page that a PNG of great size has taken with it makes no PDF.
  const page = await browser.newPage();
  try {
    await refuseRequests(page);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    return format === 'png' ? await asPng() : await asPdf();
  } finally {
    await page.close().catch(() => {});
  }

  async function asPng(): Promise<Uint8Array> {
    const { width, height } = sizeOf(svg);
    const deviceScaleFactor = Math.min(SCALE, MOST_PIXELS / Math.max(width, height));
    await page.setViewport({ width: Math.ceil(width), height: Math.ceil(height), deviceScaleFactor });
    await page.setContent(pageWith(svg));
    return await page.screenshot({ type: 'png' });
  }

  async function asPdf(): Promise<Uint8Array> {
    const { width, height } = sizeOf(svg);
    const scale = Math.min(1, MOST_PAGE / Math.max(width, height));
    await page.setContent(pageWith(scaled(svg, scale)));
    return await page.pdf({
      width: `${Math.ceil(width * scale)}px`,
      height: `${Math.ceil(height * scale)}px`,
      printBackground: true,
      pageRanges: '1',
    });
  }
}

function sizeOf(svg: string): { width: number; height: number } {
  const { attributes } = rootOf(parseMarkup(svg).filter(isTag));
  return { width: Number(attributes.get('width')), height: Number(attributes.get('height')) };
}

function scaled(svg: string, scale: number): string {
  if (scale === 1) return svg;
  const pieces = parseMarkup(svg);
  const { attributes } = rootOf(pieces);
  for (const key of ['width', 'height'])
    attributes.set(key, String(Math.floor(Number(attributes.get(key)) * scale)));
  return writeMarkup(pieces);
}
