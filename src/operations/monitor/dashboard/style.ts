/** Only fonts that systems bring; every pair of text and ground has a contrast of at least 4.5 to 1 (axe holds it). */
export const DASHBOARD_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fffefb; --ink: #1d1c1a; --soft: #5f5b53; --line: #d9d5cb; --tint: #f5f3ec; --accent: #0a5a82; --second: #a63c06;
  --bad: #a3200d; --bad-ground: #fde8e3; --warn: #6b4e00; --warn-ground: #fff4cc; --good: #0f5f3d;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #16171a; --ink: #e5e2da; --soft: #a8a49a; --line: #383a40; --tint: #1f2126; --accent: #82c4ea; --second: #f0a678;
    --bad: #ff9d8a; --bad-ground: #3d1b15; --warn: #f2d267; --warn-ground: #35290a; --good: #7fd6ac; }
}
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 0.9375rem/1.5 var(--sans); }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#databases:focus { outline: none; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 3; padding: 0.5rem 1rem; background: var(--accent); color: var(--paper); }
.skip:focus { top: 0.5rem; }
header, main, footer, noscript { max-width: 96rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 2rem; padding-top: 1rem; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 0.6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; margin: 1.5rem 0 0.5rem; }
h3 { font-size: 0.875rem; font-weight: 600; margin: 0; }
#link { margin: 0 0 0.6rem; color: var(--soft); font-variant-numeric: tabular-nums; }
#link[data-state='open'] { color: var(--good); }
#link[data-state='lost'] { color: var(--bad); font-weight: 600; }
#alerts { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.4rem; }
#alerts li { padding: 0.45rem 0.75rem; border-left: 4px solid var(--line); background: var(--tint); overflow-wrap: anywhere; }
#alerts li[data-severity='critical'] { border-color: var(--bad); background: var(--bad-ground); color: var(--bad); }
#alerts li[data-severity='warning'] { border-color: var(--warn); background: var(--warn-ground); color: var(--warn); }
#alerts small { float: right; margin-left: 1rem; font-size: 0.8125rem; }
#alerts b { text-transform: uppercase; font-size: 0.75rem; letter-spacing: 0.04em; margin-right: 0.5rem; }
.database { margin: 1.75rem 0 0; border-top: 2px solid var(--ink); }
.database h2 { margin: 0.75rem 0 0.25rem; overflow-wrap: anywhere; }
.state { margin: 0 0 0.75rem; color: var(--soft); overflow-wrap: anywhere; }
.state[data-up='false'] { color: var(--bad); font-weight: 600; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1.25rem 1.5rem; }
.panel[hidden] { display: none; }
.panel { min-width: 0; margin: 0; }
.panel .value { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; min-height: 1.9rem; }
.panel .value small { font-size: 0.8125rem; color: var(--soft); }
.chart { position: relative; height: 8rem; }
.chart .cursor { position: absolute; top: 8px; bottom: 22px; width: 0; border-left: 1px dashed var(--soft); pointer-events: none; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 0.35rem 1.5rem; margin: 1rem 0 0; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line); padding: 0.2rem 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.note, footer { color: var(--soft); font-size: 0.8125rem; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); }
`;
