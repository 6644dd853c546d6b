import type { Diagram } from '../../src/diagrams/diagram.ts';

export function diagram(id: string, text: string, labels: readonly string[] = []): Diagram {
  return { id, section: null, title: `Title of ${id}`, description: `What ${id} shows`, text, labels };
}

/** One of each kind that the project draws, with what makes trouble in each: codes, markup, words to be wrapped. */
export const KINDS: readonly Diagram[] = [
  diagram(
    'er',
    `erDiagram
  accTitle: a title of its own
  t0 ||--o{ t1 : "has #58; many"
  t0["users #40;x#41;"] {
    INTEGER id PK
    \`FLOAT#91;64#93;\` embedding UK
  }
  t1["orders #60;b#62;"] {
    TEXT name
  }
`,
    ['users (x)', 'orders <b>', 'has : many', 'INTEGER', 'FLOAT[64]', 'embedding', 'PK', 'UK', 'name'],
  ),
  diagram(
    'flowchart',
    `flowchart LR
  subgraph s0["cache #40;#58;memory#58;#41;"]
    a["one #35;58#59;<br/>second line"] --> b(["a_long_name_of_a_table_that_is_not_broken"])
  end
  a -.->|"refers #91;to#93;"| c[("file.sqlite")]
  style b fill:#fff,stroke:#57606a,stroke-dasharray:5
`,
    [
      'cache (:memory:)',
      'one #58;',
      'second line',
      'a_long_name_of_a_table_that_is_not_broken',
      'refers [to]',
      'file.sqlite',
    ],
  ),
  diagram(
    'sequence',
    `sequenceDiagram
  participant a as Application
  participant b as cache #40;#58;memory#58;#41;
  a->>b: SELECT #quot;x#quot; #60;script#62;
  b-->>a: 0 rows, 2.17 us
  loop 3 times
    a->>a: think
  end
  Note over a,b: in all<br/>168 us
`,
    [
      'Application',
      'cache (:memory:)',
      'SELECT "x" <script>',
      '0 rows, 2.17 us',
      'in all',
      '168 us',
      'think',
    ],
  ),
  diagram('pie', 'pie showData title Memory, MB\n  "before opening" : 44.3\n  "added" : 0.922\n', [
    'Memory, MB',
    'before opening [44.3]',
    'added',
  ]),
];
