import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "test/lab/**/*.test.ts"],
          setupFiles: ["test/property-seed.ts"],
          testTimeout: 20_000,
          // Vitest itself would leave one core idle.
          maxWorkers: "100%",
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/lab/vitest-setup.ts"],
          setupFiles: ["test/property-seed.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Files share two cores and one engine; each makes projects of its own name.
          maxWorkers: 2,
        },
      },
    ],
  },
});
