import { serve } from './serve.ts';

/** Loads a user's module where a hang, an exit or a crash of it harms nobody; only that it loads is of interest. */
async function load(href: string): Promise<void> {
  // A default export may be a promise, also one that never settles: here the deadline ends it.
  await ((await import(href)) as { default?: unknown }).default;
}

serve({ load });
