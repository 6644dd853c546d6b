/**
 * The name of a set: the moment of its making in UTC, to the second. Labels never go backwards: what is newer by its
 * label was made later, whatever the clock said (the clock stands in the manifest, beside the label).
 */
const LABEL = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** "20260722T030000Z" */
export function labelAt(time: Date): string {
  return `${time.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
}

/** The moment that a label names, in milliseconds since 1970; undefined where it is no label. */
export function timeOfLabel(label: string): number | undefined {
  const [, ...parts] = LABEL.exec(label) ?? [];
  const [year = '', month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Dates such as 31 February are read as 3 March: no label of ours.
  return Number.isNaN(time) || labelAt(new Date(time)) !== label ? undefined : time;
}

/**
 * The label of a set that is made now: the clock's, or one second after the newest one that there has been, where the
 * clock went back or two are made in one second.
 * @param before labels that there are or have been, in any order
 */
export function nextLabel(clock: Date, before: readonly string[]): string {
  const newest = Math.max(-1, ...before.map((label) => timeOfLabel(label) ?? -1));
  const now = Math.floor(clock.getTime() / 1000) * 1000;
  return labelAt(new Date(Math.max(now, newest + 1000)));
}
