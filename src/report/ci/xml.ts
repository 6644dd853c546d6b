/** What XML 1.0 (section 2.2) allows; the rest cannot even be written as a reference. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text for an element or an attribute: characters that XML forbids are dropped, and what it obeys is escaped. */
export function xmlText(value: string): string {
  return value
    .replace(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly Element[];
  /** Instead of children. */
  readonly text?: string;
}

/** An element and what is in it, indented. Line breaks in attributes would be read as spaces, so they become references. */
export function xml({ name, attributes, children = [], text }: Element, indent = ''): string {
  const pairs = Object.entries(attributes).map(
    ([key, value]) =>
      ` ${key}="${xmlText(String(value)).replace(/[\t\n\r]/g, (one) => `&#${one.charCodeAt(0)};`)}"`,
  );
  const start = `${indent}<${name}${pairs.join('')}`;
  if (text !== undefined) return `${start}>${xmlText(text)}</${name}>`;
  if (children.length === 0) return `${start}/>`;
  const inner = children.map((child) => xml(child, `${indent}  `)).join('\n');
  return `${start}>\n${inner}\n${indent}</${name}>`;
}
