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
          // Each file has hosts and a network of its own; most of the time they wait.
          testTimeout: 4 * MINUTE,
          hookTimeout: 6 * MINUTE,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    passWithNoTests: false,
    maxWorkers: 2,
  },
});
