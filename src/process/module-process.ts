import { serve } from './serve.ts';

/** Loads a user's module where a hang, an exit or a crash of it harms nobody; only that it loads is of interest. */
async function load(href: string): Promise<void> {
  await import(href);
}

serve({ load });
