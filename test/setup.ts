import fc from 'fast-check';

// The same cases on every run: a red test is a change of ours, never of chance. MOSAIC_SEED=N looks for others.
fc.configureGlobal({ seed: Number(process.env['MOSAIC_SEED'] ?? 24) });
