import type { MermaidConfig } from 'mermaid';

/** Wider than most of what a reader's machine has in their place: texts then fit into the boxes that were measured. */
const FONTS = '"Open Sans", "Helvetica Neue", Arial, "Liberation Sans", sans-serif';

/** Text on its ground has a contrast of 7 or more; lines on white 4.5 or more. Hues as in Okabe and Ito's palette. */
const [INK, LINE, GROUP_LINE] = ['#1f2328', '#57606a', '#6e7781'];
const [BLUE, YELLOW, GREEN, GREY, WHITE] = ['#ddf4ff', '#fff8c5', '#dafbe1', '#f6f8fa', '#ffffff'];
const SLICES = ['#9ccbee', '#f5c16c', '#8fd9bd', '#e3a6c8', '#f0e442', '#c9ced6', '#a5b8f0', '#e8a583'];

/**
 * The same for both renderers. SVG texts instead of HTML ones: a picture with foreignObject is blank in most programs
 * that are no browser.
 */
export const MERMAID_CONFIG = {
  startOnLoad: false,
  securityLevel: 'strict',
  suppressErrorRendering: true,
  htmlLabels: false,
  deterministicIds: true,
  deterministicIDSeed: 'chinook-eval',
  // Ours are the limits of what is drawn: a schema of 300 tables is one picture.
  maxTextSize: 5_000_000,
  maxEdges: 10_000,
  look: 'classic',
  // Same text, same picture, to the byte.
  handDrawnSeed: 1,
  // Half as wide as with dagre, and lines keep to right angles: a schema of files and their tables stays readable.
  layout: 'elk',
  theme: 'base',
  // Lines do not run through the words on them.
  themeCSS:
    '.edgeLabel rect{opacity:1!important;fill:#ffffff!important}.messageText{paint-order:stroke;stroke:#ffffff!important;stroke-width:6px}',
  fontFamily: FONTS,
  themeVariables: {
    fontFamily: FONTS,
    fontSize: '14px',
    background: WHITE,
    primaryColor: BLUE,
    primaryTextColor: INK,
    primaryBorderColor: LINE,
    secondaryColor: GREEN,
    secondaryTextColor: INK,
    secondaryBorderColor: LINE,
    tertiaryColor: GREY,
    tertiaryTextColor: INK,
    tertiaryBorderColor: GROUP_LINE,
    lineColor: LINE,
    textColor: INK,
    titleColor: INK,
    mainBkg: BLUE,
    nodeBorder: LINE,
    nodeTextColor: INK,
    clusterBkg: GREY,
    clusterBorder: GROUP_LINE,
    edgeLabelBackground: WHITE,
    attributeBackgroundColorOdd: WHITE,
    attributeBackgroundColorEven: GREY,
    noteBkgColor: YELLOW,
    noteTextColor: INK,
    noteBorderColor: LINE,
    actorBkg: BLUE,
    actorBorder: LINE,
    actorTextColor: INK,
    actorLineColor: GROUP_LINE,
    signalColor: LINE,
    signalTextColor: INK,
    labelBoxBkgColor: GREY,
    labelBoxBorderColor: LINE,
    labelTextColor: INK,
    loopTextColor: INK,
    activationBkgColor: GREEN,
    activationBorderColor: LINE,
    sequenceNumberColor: WHITE,
    pieTitleTextColor: INK,
    pieSectionTextColor: INK,
    pieLegendTextColor: INK,
    pieStrokeColor: LINE,
    pieOuterStrokeColor: LINE,
    pieStrokeWidth: '1px',
    pieOpacity: '1',
    ...Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`pie${index + 1}`, SLICES[index % SLICES.length] as string]),
    ),
  },
  // Names of tables stay whole.
  flowchart: { htmlLabels: false, useMaxWidth: false, wrappingWidth: 600 },
  er: { useMaxWidth: false },
  sequence: { useMaxWidth: false, mirrorActors: false },
  pie: { useMaxWidth: false },
} satisfies MermaidConfig;
