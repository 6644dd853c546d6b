/** A strict reader of XML as charts are written: throws on anything that is not well-formed. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const NAME = /[A-Za-z][\w:.-]*/y;
const ENTITY = /^(?:lt|gt|amp|quot|apos|#\d+|#x[0-9a-fA-F]+)$/;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The root element, all entities decoded. No comments, doctypes or processing instructions are expected. */
export function readSvg(svg: string): Element {
  const document: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  let at = 0;
  const fail = (what: string): never => {
    throw new SyntaxError(`${what} at ${at}: ${svg.slice(at, at + 80)}`);
  };
  const name = (): string => {
    NAME.lastIndex = at;
    const found = NAME.exec(svg)?.[0] ?? fail('a name expected');
    at += found.length;
    return found;
  };
  while (at < svg.length) {
    const parent = open.at(-1) ?? fail('markup after the root');
    if (svg[at] !== '<') {
      const end = svg.indexOf('<', at);
      const text = svg.slice(at, end < 0 ? undefined : end);
      if (text.includes(']]>')) fail(']]> in text');
      parent.text += decoded(text);
      at += text.length;
    } else if (svg[at + 1] === '/') {
      at += 2;
      if (open.pop()?.name !== name() || svg[at++] !== '>') fail('another end expected');
    } else {
      at += 1;
      const attributes: Record<string, string> = {};
      const element: Element = { name: name(), attributes, children: [], text: '' };
      while (svg[at] === ' ') {
        at += 1;
        const key = name();
        if (key in attributes || svg.slice(at, at + 2) !== '="') fail('a value in quotes expected');
        const end = svg.indexOf('"', at + 2);
        const value = svg.slice(at + 2, end);
        if (end < 0 || value.includes('<')) fail('no end of a value');
        attributes[key] = decoded(value);
        at = end + 1;
      }
      parent.children.push(element);
      if (svg.startsWith('/>', at)) at += 2;
      else if (svg[at] === '>') {
        at += 1;
        open.push(element);
      } else fail('an end of the tag expected');
    }
  }
  const [root] = document.children;
  if (
    open.length !== 1 ||
    document.children.length !== 1 ||
    root === undefined ||
    document.text.trim() !== ''
  )
    return fail('one root expected');
  return root;
}

function decoded(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to hold them
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new SyntaxError('a control character');
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    if (!whole.endsWith(';') || !ENTITY.test(name)) throw new SyntaxError(`no entity: ${whole}`);
    if (!name.startsWith('#')) return NAMED[name] ?? '';
    return String.fromCodePoint(Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1)));
  });
}

export function* elements(root: Element): Generator<Element> {
  yield root;
  for (const child of root.children) yield* elements(child);
}

/** What is to be read in the picture itself, without its title and description. */
export function texts(root: Element): readonly Element[] {
  return [...elements(root)].filter(({ name }) => name === 'text');
}
