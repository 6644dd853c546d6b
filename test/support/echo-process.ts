import { EXIT, Failure } from '../../src/model/failure.ts';
import { serve } from '../../src/process/serve.ts';

serve({
  echo: (argument: unknown) => argument,
  mend: () => {
    throw new Failure('mend it', EXIT.disk);
  },
  breaks: () => {
    throw new Error('broken');
  },
  hang: () => new Promise(() => {}),
});
