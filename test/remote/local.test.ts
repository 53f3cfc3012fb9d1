import { openLocal } from '../../src/remote/local.ts';
import { conformance } from './conformance.ts';

conformance('local', async () => openLocal('here'));
