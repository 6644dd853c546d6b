/**
 * How the page looks on a screen. Only fonts that systems bring; one accent colour; every pair of text and ground has a
 * contrast of at least 4.5 to 1 in both schemes (axe holds it in the tests). A dot cannot be in an id that a heading
 * gets, so the page's own ids have one.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fffefb; --ink: #1d1c1a; --soft: #5f5b53; --line: #d9d5cb; --tint: #f5f3ec; --accent: #0a5a82;
  --serif: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Palatino Linotype', 'URW Palladio L', P052, Georgia, 'DejaVu Serif', serif;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
  --measure: 42rem;
}
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #16171a; --ink: #e5e2da; --soft: #a8a49a; --line: #383a40; --tint: #1f2126; --accent: #82c4ea; }
}
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 3rem; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 var(--serif); }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 0.06em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main:focus { outline: none; }

.skip { position: absolute; left: 1rem; top: -4rem; z-index: 3; padding: 0.5rem 1rem; background: var(--accent); color: var(--paper); font-family: var(--sans); }
.skip:focus { top: 0.5rem; }
header, footer { max-width: 88rem; margin: 0 auto; padding: 0 1.25rem; font: 0.8125rem/1.5 var(--sans); color: var(--soft); }
header p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2rem; margin: 0; padding: 0.9rem 0 0.6rem; border-bottom: 1px solid var(--line); }
header b { font-weight: 600; color: var(--ink); overflow-wrap: anywhere; }
footer p { margin: 4rem 0 0; padding: 0.8rem 0 2rem; border-top: 1px solid var(--line); }
.columns { max-width: 88rem; margin: 0 auto; padding: 0 1.25rem; }

nav { font: 0.8125rem/1.4 var(--sans); margin: 1.25rem 0 0; }
nav summary { cursor: pointer; padding: 0.4rem 0; font-weight: 600; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav ol ol { padding-left: 0.9rem; }
nav a { display: block; padding: 0.2rem 0; color: var(--soft); text-decoration: none; overflow-wrap: anywhere; }
nav a:hover { color: var(--accent); text-decoration: underline; }

h1, h2, h3, h4 { line-height: 1.2; font-weight: 600; text-wrap: balance; overflow-wrap: anywhere; max-width: var(--measure); }
h1 { font-size: clamp(1.9rem, 1.3rem + 2.4vw, 2.75rem); letter-spacing: -0.015em; margin: 2rem 0 1.25rem; }
h2 { font-size: 1.5rem; margin: 3.25rem 0 0.9rem; padding-top: 0.6rem; border-top: 2px solid var(--ink); max-width: none; }
h3 { font-size: 1.125rem; margin: 2.25rem 0 0.6rem; }
h4 { font-size: 1rem; margin: 1.75rem 0 0.5rem; }
h1 + p { font-size: 1.125rem; }
p, ul, ol { margin: 0 0 1rem; }
main > p, main > ul, main > ol, main details > p, main details > ul { max-width: var(--measure); }
main ul { padding-left: 1.25rem; }
main li { margin: 0.3rem 0; overflow-wrap: anywhere; }
main li::marker { color: var(--soft); }
code, pre { font-family: var(--mono); font-size: 0.86em; }
p code, li code, h2 code, h3 code { overflow-wrap: anywhere; }
.scroll:has(> pre) { background: var(--tint); border-left: 3px solid var(--line); }
pre { width: max-content; min-width: 100%; margin: 0; padding: 0.8rem 1rem; font-size: 0.8125rem; line-height: 1.5; }
pre code { font-size: inherit; }
main details { margin: 0 0 1rem; }
main summary { cursor: pointer; font: 0.9375rem/1.5 var(--sans); color: var(--accent); overflow-wrap: anywhere; }

.scroll { overflow-x: auto; margin: 1.25rem 0 1.75rem; }
.scroll.fits { overflow: visible; }
table { border-collapse: collapse; border-bottom: 1px solid var(--line); font: 0.8125rem/1.4 var(--sans); font-variant-numeric: tabular-nums lining-nums; }
th, td { padding: 0.32rem 0.85rem 0.32rem 0; text-align: left; vertical-align: baseline; }
th { border-top: 1px solid var(--ink); box-shadow: inset 0 -1px var(--ink); background: var(--paper); font-weight: 600; vertical-align: bottom; white-space: nowrap; }
tbody tr + tr td { border-top: 1px solid var(--line); }
tbody tr:hover td { background: var(--tint); }
td { min-width: 2.5rem; max-width: 30rem; }
td:last-child:not(.number) { min-width: 11rem; }
td code, th code { white-space: nowrap; font-size: 0.92em; }
.number { text-align: right; padding: 0.32rem 0 0.32rem 0.85rem; white-space: nowrap; }
.number + :not(.number) { padding-left: 1.7rem; }
.fits thead th { position: sticky; top: 0; z-index: 1; }
th button { all: unset; cursor: pointer; color: inherit; font: inherit; text-align: inherit; }
th button:hover { color: var(--accent); }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th:not(.number) button::after, th.number button::before { content: '\\2195' / ''; display: inline-block; width: 1em; text-align: center; color: var(--soft); font-weight: 400; }
th[aria-sort='ascending']:not(.number) button::after, th.number[aria-sort='ascending'] button::before { content: '\\2191' / ''; color: var(--accent); }
th[aria-sort='descending']:not(.number) button::after, th.number[aria-sort='descending'] button::before { content: '\\2193' / ''; color: var(--accent); }

main { counter-reset: figure; min-width: 0; }
figure { margin: 2rem 0; }
figure .scroll { margin: 0; }
.picture { width: 100%; min-width: calc(var(--width, 0px) * 0.7); max-width: var(--width, 100%); }
.picture svg { display: block; width: 100%; height: auto; }
figcaption { max-width: var(--measure); margin-top: 0.6rem; font: 0.8125rem/1.5 var(--sans); color: var(--soft); overflow-wrap: anywhere; }
figure:not(.undrawn) { counter-increment: figure; }
figure:not(.undrawn) figcaption::before { content: 'Figure ' counter(figure) '. '; font-weight: 600; color: var(--ink); }

@media (min-width: 70rem) {
  .columns { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 3.5rem; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; margin: 0; padding: 2.2rem 0 2rem; }
}
`;
