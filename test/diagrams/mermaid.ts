import DOMPurify from 'dompurify';

// Without a document DOMPurify cannot clean labels and Mermaid would not start; grammars need no cleaning.
Object.assign(DOMPurify, { addHook: () => {}, sanitize: (text: string) => text });
const { default: mermaid } = await import('mermaid');

/** Parses with Mermaid's own grammars. @throws what Mermaid says of a text that is none */
export async function parse(text: string): Promise<string> {
  const { diagramType } = await mermaid.parse(text);
  return diagramType;
}
