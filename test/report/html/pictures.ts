/** A small SVG as the drawings and charts are: ids, references to them, a style of its own. @param title SVG text */
export function picture(title: string, bars = 3): string {
  const rects = Array.from(
    { length: bars },
    (_, index) =>
      `<rect class="bar" x="${20 + (index % 30) * 20}" y="20" width="12" height="${40 + (index % 7) * 20}"/>`,
  );
  return (
    '<svg id="p" xmlns="http://www.w3.org/2000/svg" width="640" height="240" viewBox="0 0 640 240" role="img" aria-labelledby="p-title">' +
    `<title id="p-title">${title}</title>` +
    '<style>#p .bar { fill: #0a5a82; }</style>' +
    '<defs><clipPath id="clip-0"><rect width="640" height="240"/></clipPath></defs>' +
    `<g clip-path="url(#clip-0)">${rects.join('')}</g><use href="#clip-0"/></svg>`
  );
}
