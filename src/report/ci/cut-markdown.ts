/**
 * Markdown of at most `room` bytes of UTF-8: as it is where it fits, else as many whole lines as leave room to close
 * what is open (a fence, <details>) and to add `note` as a paragraph. Undefined where not even the note fits.
 */
export function cutMarkdown(markdown: string, room: number, note: string): string | undefined {
  if (Buffer.byteLength(markdown) <= room) return markdown;
  const last = `\n${note}\n`;
  if (Buffer.byteLength(last) > room) return undefined;
  const lines = markdown.split(/(?<=\n)/);
  let open: Open = { fence: '', details: 0 };
  let bytes = 0;
  let best = { lines: 0, closing: '' };
  for (const [index, line] of lines.entries()) {
    bytes += Buffer.byteLength(line);
    if (bytes > room) break;
    open = after(open, line);
    const closing = closingOf(open) + last;
    if (bytes + Buffer.byteLength(closing) <= room) best = { lines: index + 1, closing };
  }
  return lines.slice(0, best.lines).join('') + (best.lines === 0 ? last : best.closing);
}

interface Open {
  /** The fence that a code block was begun with; '' outside of one. */
  readonly fence: string;
  /** How many <details> are open. */
  readonly details: number;
}

/** Only what begins a line counts: in the middle of one, in a table's cell, it may be the name of something. */
function after({ fence, details }: Open, line: string): Open {
  const [, mark = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)/.exec(line) ?? [];
  if (fence !== '') {
    const closes = mark.startsWith(fence) && info.trim() === '';
    return { fence: closes ? '' : fence, details };
  }
  if (mark !== '') return { fence: mark, details };
  if (/^ {0,3}<details\b/i.test(line)) return { fence, details: details + 1 };
  if (/^ {0,3}<\/details>/i.test(line)) return { fence, details: Math.max(0, details - 1) };
  return { fence, details };
}

function closingOf({ fence, details }: Open): string {
  return (fence === '' ? '' : `${fence}\n`) + '\n</details>\n'.repeat(details);
}
