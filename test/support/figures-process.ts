import { readFigures } from '../../src/bench/figures/read.ts';
import { serve } from '../../src/process/serve.ts';

serve({ figures: readFigures });
