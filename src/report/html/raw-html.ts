import type { MarkdownIt, StateBlock } from 'markdown-it';

/**
 * The converter takes HTML in Markdown as text. What escape.ts and gate-tables.ts write themselves is the exception:
 * `<code>` with nothing in it but text and numeric entities, and `<details>` with a `<summary>`, each tag on a line.
 */
export function allowOwnHtml(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('autolink', 'code_element', (state, silent) => {
    const found = CODE.exec(state.src.slice(state.pos, state.posMax));
    if (found === null) return false;
    if (!silent) {
      const token = state.push('code_inline', 'code', 0);
      token.content = decoded(found[1] ?? '');
    }
    state.pos += found[0].length;
    return true;
  });
  markdown.block.ruler.before('paragraph', 'folded', folded);
}

const CODE = /^<code>([^<\n]*)<\/code>/;
const SUMMARY = /^<summary>([^<]*)<\/summary>$/;

/** The way back of escape.ts's entities. */
function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)));
}

/** Counts what is open: a closing tag without its opening one stays text, for it would close a part of the page. */
function folded(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  if (state.parentType !== 'root') return false;
  const text = state.src.slice(state.bMarks[line], state.eMarks[line]);
  const open = Number(state.env.folded ?? 0);
  const summary = SUMMARY.exec(text);
  if (text !== '<details>' && !(open > 0 && (text === '</details>' || summary))) return false;
  if (silent) return true;
  if (text === '<details>') {
    state.push('details_open', 'details', 1);
    state.env.folded = open + 1;
  } else if (summary) {
    state.push('summary_open', 'summary', 1);
    const inline = state.push('inline', '', 0);
    inline.content = summary[1] ?? '';
    inline.map = [line, line + 1];
    inline.children = [];
    state.push('summary_close', 'summary', -1);
  } else {
    state.push('details_close', 'details', -1);
    state.env.folded = open - 1;
  }
  state.line = line + 1;
  return true;
}

/** Closes what the text left open. */
export function closeFolded(env: Readonly<Record<string, unknown>>): string {
  return '</details>\n'.repeat(Number(env.folded ?? 0));
}
