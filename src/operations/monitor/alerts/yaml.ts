/** What the files for Prometheus and Alertmanager are made of. */
export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml };

/**
 * Block YAML of plain data. Strings are in JSON's double quotes, which YAML 1.2 takes as they are: nothing in a name or a sentence
 * can mean anything else.
 */
export function yaml(value: Yaml, indent = ''): string {
  if (Array.isArray(value))
    return value.map((item: Yaml) => `${indent}- ${nested(item, `${indent}  `)}`).join('');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, item]) =>
        isBlock(item) ? `${indent}${key}:\n${yaml(item, `${indent}  `)}` : `${indent}${key}: ${flat(item)}\n`,
      )
      .join('');
  return `${indent}${flat(value)}\n`;
}

/** The first line of an item stands behind its dash. */
function nested(item: Yaml, indent: string): string {
  return isBlock(item) ? yaml(item, indent).slice(indent.length) : `${flat(item)}\n`;
}

function isBlock(value: Yaml): boolean {
  return typeof value === 'object' && Object.keys(value).length > 0;
}

function flat(value: Yaml): string {
  return JSON.stringify(value);
}
