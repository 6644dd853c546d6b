import type { Entity } from './er-model.ts';

/** Of Okabe and Ito's hues, so light that the text of all of them has a contrast above 7. From the ninth file on again. */
const COLOURS = [
  'fill:#ddf4ff,stroke:#0b5394',
  'fill:#fbe0cf,stroke:#a63c06',
  'fill:#dafbe1,stroke:#0f6b45',
  'fill:#efe3f5,stroke:#6a2c83',
  'fill:#fff8c5,stroke:#7a6200',
  'fill:#f9dbe8,stroke:#99285f',
  'fill:#d9f2f0,stroke:#0b625c',
  'fill:#eaeef2,stroke:#57606a',
] as const;

/** One colour for each file, where there are several: a table that a line leads far away from shows where it belongs. */
export function fileColours(entities: readonly Entity[]): readonly string[] {
  const files = [...new Set(entities.flatMap(({ file }) => file ?? []))];
  if (files.length < 2) return [];
  return files.flatMap((file, place) => {
    const ids = entities.filter((entity) => entity.file === file).map(({ id }) => id);
    return [
      `classDef file${place} ${COLOURS[place % COLOURS.length]},color:#1f2328`,
      `class ${ids.join(',')} file${place}`,
    ];
  });
}
