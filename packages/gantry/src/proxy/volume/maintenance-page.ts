import type { MaintenancePage } from "../running-proxy.ts";

const plainPage = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Maintenance</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1rem }</style>
<h1>We will be right back</h1>
<p>This site is under maintenance. Please try again in a moment.</p>
</html>
`;

/** The files that answer while there is maintenance, by path in the volume. */
export function pageFiles({ html = plainPage, retryAfter = 60 }: MaintenancePage = {}): Map<string, string> {
  return new Map([
    ["page/index.html", html],
    ["page/retry-after", String(retryAfter)],
    // nginx reads headers from its configuration only.
    ["page/retry-after.conf", `add_header Retry-After ${retryAfter} always;\n`],
  ]);
}
