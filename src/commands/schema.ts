import type { Define } from './index.ts';

export const define: Define = (program, streams) => {
  program
    .command('schema')
    .description('print the JSON Schema of the run document')
    .action(async () => {
      const { z } = await import('zod');
      const { RUN_SCHEMA, RunDocument } = await import('../model/run.ts');
      const schema = { title: RUN_SCHEMA, ...z.toJSONSchema(RunDocument) };
      streams.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
};
