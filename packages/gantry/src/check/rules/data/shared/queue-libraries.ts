/** Libraries that keep jobs in Redis, by their names in npm and PyPI. */
export const queueLibraries: readonly string[] = [
  "bullmq",
  "bull",
  "bee-queue",
  "@nestjs/bullmq",
  "@nestjs/bull",
  "taskiq-redis",
  "celery",
  "rq",
  "arq",
  "dramatiq",
  "huey",
];
