/**
 * A picture of a system that this program is: what its parts are and what follows what. The system makes it from the
 * lists that it runs by (its steps, its policy, its registry), never by hand; diagrams/ turns it into Mermaid.
 */
export interface SystemChart {
  /** The diagram's id, such as "migrate" or "search-interface": lower-case letters, digits and dashes. */
  readonly name: string;
  /** The section of the evaluation document that it answers, such as "6.1". */
  readonly section: string;
  readonly title: string;
  /** One or two sentences for those who do not see it. */
  readonly description: string;
  readonly direction: 'LR' | 'TB';
  /** Frames round nodes, in order. */
  readonly groups: readonly ChartGroup[];
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

export interface ChartGroup {
  readonly id: string;
  readonly title: string;
}

export interface ChartNode {
  /** Unique in the chart: letters, digits and dashes. */
  readonly id: string;
  /** Lines of plain text, in whatever characters: escaped when drawn. */
  readonly lines: readonly string[];
  readonly shape: 'step' | 'decision' | 'store' | 'end' | 'note';
  /** The id of a group; outside of all frames where it is absent. */
  readonly group?: string;
  /** How it went when it last ran; absent where that is not known. Words say it too, so that colour only repeats it. */
  readonly state?: 'done' | 'failed' | 'waiting' | 'warning';
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly dashed?: boolean;
}
