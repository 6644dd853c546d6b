/**
 * Functions that run in the browser's page: each is sent there as its own text and can use nothing from outside it.
 * The types are as much of the DOM as they need; the project is one for Node.
 */
interface PageElement {
  readonly tagName: string;
  readonly localName: string;
  readonly textContent: string | null;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  replaceChildren(...children: readonly PageElement[]): void;
}
interface PageDocument {
  readonly body: PageElement;
  readonly documentElement: PageElement;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
declare const document: PageDocument;
declare const DOMParser: new () => { parseFromString(text: string, type: string): PageDocument };
declare const XMLSerializer: new () => { serializeToString(element: PageElement): string };
declare const Node: { readonly prototype: object };
declare const SVGTextContentElement: { readonly prototype: object };
declare const mermaid: {
  initialize(config: object): void;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
};

/**
 * Mermaid measures and writes texts of SVG with its codes undecoded: #58; is drawn as "&#58;", and where it is decoded
 * at the end the box was made for the longer text. From here on they are decoded whenever a text is set; as text, so
 * that nothing in them becomes markup.
 */
export function decodeTexts(): void {
  const whole = Object.getOwnPropertyDescriptor(Node.prototype, 'textContent');
  if (whole?.set === undefined) return;
  const { get, set } = whole;
  const names: Readonly<Record<string, string>> = {
    quot: '"',
    amp: '&',
    lt: '<',
    gt: '>',
    apos: "'",
    nbsp: ' ',
  };
  // The second form is Mermaid's own while it reads a text.
  const codes =
    /(?:&#|\ufb02\u00b0\u00b0)(\d{1,7})(?:;|\u00b6\u00df)|(?:&|\ufb02\u00b0)(quot|amp|lt|gt|apos|nbsp)(?:;|\u00b6\u00df)/g;
  const decoded = (text: string) =>
    text.replace(codes, (code: string, number?: string, name?: string) => {
      if (name !== undefined) return names[name] ?? code;
      return Number(number) > 0x10ffff ? code : String.fromCodePoint(Number(number));
    });
  Object.defineProperty(SVGTextContentElement.prototype, 'textContent', {
    configurable: true,
    enumerable: true,
    ...(get === undefined ? {} : { get }),
    set(this: unknown, value: unknown) {
      set.call(this, typeof value === 'string' ? decoded(value) : value);
    },
  });
}

export function startMermaid(config: object): void {
  mermaid.initialize(config);
}

/** @returns the SVG as XML: Mermaid gives HTML, in which `<br>` stands alone */
export async function drawMermaid(id: string, text: string): Promise<string> {
  try {
    const { svg } = await mermaid.render(id, text);
    const root = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
    if (root === null) throw new Error('Mermaid drew no SVG');
    return new XMLSerializer().serializeToString(root);
  } finally {
    // What a failed drawing leaves behind.
    document.body.replaceChildren();
  }
}

/** @returns the problems of a finished picture, in words; empty where it is sound and shows the labels */
export function problemsOf(svg: string, labels: readonly string[]): string[] {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const root = parsed.documentElement;
  if (root.localName !== 'svg' || parsed.querySelector('parsererror') !== null) return ['it is no valid XML'];
  const problems: string[] = [];
  const [, , width = 0, height = 0] = (root.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  if (!(width > 0 && height > 0)) problems.push('it has no size');
  if (parsed.querySelector('.error-icon') !== null) problems.push("it is Mermaid's picture of an error");

  for (const name of ['script', 'foreignObject', 'iframe', 'object', 'embed', 'image']) {
    if (parsed.querySelector(name) !== null) problems.push(`it holds an element ${name}`);
  }
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const { name, value } of element.attributes) {
      const link = /^(xlink:)?href$/i.test(name) && !value.startsWith('#');
      if (/^on/i.test(name) || link || /url\(\s*["']?(?!["']?#)/i.test(value))
        problems.push(`it reaches outside itself: ${name} of ${element.tagName}`);
    }
    if (element.localName === 'style' && /@import|url\(\s*["']?(?!["']?#)/i.test(element.textContent ?? ''))
      problems.push('it reaches outside itself: a style');
  }

  // A label may be wrapped: each of its words then stands alone.
  const bare = (text: string) => text.normalize('NFC').replace(/\s+/g, '');
  const shown = bare([...root.querySelectorAll('text')].map((one) => one.textContent ?? '').join('\n'));
  const missing = labels.filter((label) => !shown.includes(bare(label)));
  if (missing.length > 0) {
    const [first] = missing;
    problems.push(`it does not show ${missing.length} of ${labels.length} labels, such as "${first}"`);
  }
  return [...new Set(problems)];
}
