import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**'],
          testTimeout: 30_000,
          hookTimeout: MINUTE,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          // Hosts share one bridge and two cores: one file at a time.
          fileParallelism: false,
          testTimeout: 2 * MINUTE,
          hookTimeout: 6 * MINUTE,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    passWithNoTests: false,
    maxWorkers: 2,
  },
});
