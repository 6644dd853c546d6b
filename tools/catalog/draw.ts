// Drawing from chance with a fixed seed.
import { faker } from '@faker-js/faker';

export type Row = readonly (string | number | null)[];

export const SEED = 20260101;
export const int = (min: number, max: number) => faker.number.int({ min, max });
export const pick = <T>(values: readonly T[]): T => faker.helpers.arrayElement(values);
export const shuffle = <T>(values: readonly T[]): T[] => faker.helpers.shuffle([...values]);
export const chance = (share: number) => faker.number.float() < share;
export const words = (text: string) => text.trim().split(/\s*,\s*/);

/** "2x30 3x14": thirty times 2 and fourteen times 3, in random order. */
export const spread = (counts: string) =>
  shuffle(
    counts.split(' ').flatMap((count) => {
      const [value, times] = count.split('x').map(Number);
      return Array<number>(times ?? 0).fill(value ?? 0);
    }),
  );

/** Draws until the name is new and short enough for its official column. */
export function unique(used: Set<string>, longest: number, draw: () => string): string {
  for (;;) {
    const name = draw();
    if (name.length > longest || used.has(name.toLowerCase())) continue;
    used.add(name.toLowerCase());
    return name;
  }
}
