/**
 * One printable line out of any text: names and reasons come from files and error messages, and a terminal obeys
 * escape sequences, a Markdown table ends at a line break, and direction marks make text read as what it is not.
 */
export function plain(text: string): string {
  return (
    text
      .replace(/\p{Cs}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: whole colour sequences go, not only their first byte
      .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
      .replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')
      .trim()
  );
}

/** `plain`, and cut to `most` characters with an ellipsis. */
export function brief(text: string, most: number): string {
  const characters = Array.from(plain(text));
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 3).join('')}...`;
}

/**
 * Breaks text at spaces into lines of at most `width` characters, the later ones indented. Longer words stand alone,
 * and "a -> b" is one word.
 */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<!->) (?!->)/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && longer.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
