/** How the page looks on paper: light (the dark colours are for screens only), without what only serves to move about. */
export const PRINT_STYLE = `
@page { margin: 18mm 16mm; }
@media print {
  :root { color-scheme: light; --paper: #fff; --tint: #f5f3ec; --measure: none; }
  body { font-size: 10pt; line-height: 1.45; }
  .skip, nav, th button::before, th button::after { display: none !important; }
  .columns { display: block; }
  header, footer, .columns { max-width: none; padding: 0; }
  h1 { font-size: 22pt; margin-top: 1rem; }
  h2 { font-size: 14pt; margin-top: 2rem; }
  h3 { font-size: 11pt; }
  h1, h2, h3, h4, summary { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
  a { color: inherit; text-decoration: none; }
  .scroll, .scroll.fits { overflow: visible; }
  table { font-size: 6.5pt; }
  header, footer, figcaption { font-size: 8pt; }
  pre { font-size: 7.5pt; }
  thead { display: table-header-group; }
  .fits thead th { position: static; }
  tr, figure, pre { break-inside: avoid; }
  th, td { padding: 0.2rem 0.5rem 0.2rem 0; }
  .number { padding: 0.2rem 0 0.2rem 0.5rem; white-space: normal; }
  th, td code, th code { white-space: normal; }
  td code { overflow-wrap: anywhere; }
  td:last-child:not(.number) { min-width: 0; }
  pre { width: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
  .picture { min-width: 0; }
  .picture svg { max-height: 220mm; }
  main details::details-content { content-visibility: visible; block-size: auto; }
}
`;
