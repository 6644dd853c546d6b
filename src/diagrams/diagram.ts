import type { SystemChart } from '../model/chart.ts';
import type { LayoutResult, RunDocument } from '../model/run.ts';
import type { FlowTrace } from '../model/trace.ts';

/** A layout as far as a picture needs it: from a run document, or from database files without one. */
export interface SourceLayout
  extends Pick<LayoutResult, 'name' | 'description' | 'connection' | 'databases' | 'foreignKeys'> {
  /** For titles, where the name is only fit for the names of files. */
  readonly title?: string;
}

/** All that diagrams are made from. Nothing is drawn that is not in here. */
export interface DiagramSource {
  readonly layouts: readonly SourceLayout[];
  /** Null where nothing was measured. */
  readonly run: RunDocument | null;
  readonly traces: readonly FlowTrace[];
  /** What the systems say of themselves; only the diagrams command asks them. */
  readonly charts?: readonly SystemChart[];
}

/** A picture as Mermaid text. */
export interface Diagram {
  /** Names its files: lower-case letters, digits and dashes, such as "er-single". */
  readonly id: string;
  /** Of the evaluation document, such as "2.2"; null for what it does not have. */
  readonly section: string | null;
  readonly title: string;
  /** One or two sentences for who cannot see it: what is shown and what it says. In the text as accDescr too. */
  readonly description: string;
  /** Mermaid, complete, with a line break at its end. */
  readonly text: string;
  /** The same for older Mermaid, where the text has what that does not know (groups in ER diagrams, before 11.17). */
  readonly plainText?: string;
  /** What a drawing of it must show (as people read it, unescaped). */
  readonly labels: readonly string[];
}

/** The diagrams of one subject; commands bring theirs by adding a family to the registry. */
export interface DiagramFamily {
  /** For --only. */
  readonly name: string;
  /** For --help and as a heading. */
  readonly title: string;
  /** Whether it draws from figures of a run; without one it then draws nothing. */
  readonly measured: boolean;
  /** Empty where the source has nothing for it. */
  draw(source: DiagramSource): readonly Diagram[];
}
