/** The first name that is free of those that SQLite does not look for. */
export function quarantineName(path: string, taken: (path: string) => boolean): string {
  for (let count = 1; ; count++) {
    const name = `${path}.quarantine${count === 1 ? '' : `-${count}`}`;
    if (!taken(name)) return name;
  }
}
