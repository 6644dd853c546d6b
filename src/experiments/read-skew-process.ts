import { serve } from '../process/serve.ts';
import { watch } from './read-skew/watch.ts';

serve({ watch });
