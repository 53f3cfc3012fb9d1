import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/setup.ts'],
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**'],
          // Most of them wait: for terminals, processes, harnesses.
          maxWorkers: 3,
          // Far above what any test takes on a quiet machine: a limit for what hangs, not for what is slow.
          testTimeout: 3 * MINUTE,
          hookTimeout: 3 * MINUTE,
        },
      },
      {
        test: {
          name: 'lab',
          setupFiles: ['test/setup.ts'],
          include: ['test/lab/**/*.test.ts'],
          // Each file has hosts and a network of its own, which share the cores.
          maxWorkers: 2,
          testTimeout: 4 * MINUTE,
          hookTimeout: 6 * MINUTE,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    passWithNoTests: false,
  },
});
