/** Styles are inline in every SVG; nothing else is allowed. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** An empty page on white that may load nothing. Scripts of ours come by the debugger, not by the page. */
export const PAGE = pageWith('');

export function pageWith(body: string): string {
  return page(POLICY, '', body);
}

/** The empty page with one script from a file. */
export function pageWithScript(script: URL): string {
  // A URL has no quotes and no angle brackets: they are encoded in it.
  return page(
    `${POLICY}; script-src file:`,
    `<script src="${script.href.replaceAll('&', '&amp;')}"></script>`,
    '',
  );
}

function page(policy: string, head: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>diagram</title><style>html,body{margin:0;background:#fff}svg{display:block}</style>${head}</head><body>${body}</body></html>`;
}
