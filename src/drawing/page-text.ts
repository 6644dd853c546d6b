/** Styles are inline in every SVG; nothing else is allowed. Scripts of ours come by the debugger, not by the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** An empty page on white that may load nothing. */
export const PAGE = pageWith('');

export function pageWith(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>diagram</title><style>html,body{margin:0;background:#fff}svg{display:block}</style></head><body>${body}</body></html>`;
}
