import type { ImageReference } from "./image-reference.ts";

/** The day on which each release line stops to get fixes. @see https://endoflife.date */
const lines: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  node: {
    "14": "2023-04-30",
    "16": "2023-09-11",
    "17": "2022-06-01",
    "18": "2025-04-30",
    "19": "2023-06-01",
    "20": "2026-04-30",
    "21": "2024-06-01",
    "22": "2027-04-30",
    "23": "2025-06-01",
    "24": "2028-04-30",
    "25": "2026-06-01",
  },
  python: {
    "2": "2020-01-01",
    "3.6": "2021-12-23",
    "3.7": "2023-06-27",
    "3.8": "2024-10-07",
    "3.9": "2025-10-31",
    "3.10": "2026-10-31",
    "3.11": "2027-10-31",
    "3.12": "2028-10-31",
    "3.13": "2029-10-31",
  },
  postgres: {
    "9": "2021-11-11",
    "10": "2022-11-10",
    "11": "2023-11-09",
    "12": "2024-11-21",
    "13": "2025-11-13",
    "14": "2026-11-12",
    "15": "2027-11-11",
    "16": "2028-11-09",
    "17": "2029-11-08",
  },
  mysql: { "5": "2023-10-31", "8.0": "2026-04-30" },
  mongo: { "4": "2024-02-29", "5": "2024-10-31", "6": "2025-07-31" },
  mariadb: { "10.3": "2023-05-25", "10.4": "2024-06-18", "10.5": "2025-06-24", "10.6": "2026-07-06" },
  redis: { "4": "2020-04-30", "5": "2022-04-27", "6.0": "2022-04-27" },
  alpine: {
    "3.13": "2022-11-01",
    "3.14": "2023-05-01",
    "3.15": "2023-11-01",
    "3.16": "2024-05-23",
    "3.17": "2024-11-22",
    "3.18": "2025-05-09",
    "3.19": "2025-11-01",
    "3.20": "2026-04-01",
    "3.21": "2026-11-01",
  },
  debian: { "9": "2022-07-01", "10": "2024-06-30", "11": "2026-08-31" },
  ubuntu: { "18.04": "2023-05-31", "20.04": "2025-05-31" },
  ruby: { "2": "2023-03-31", "3.0": "2024-04-23", "3.1": "2025-03-26", "3.2": "2026-03-31" },
  php: { "7": "2022-11-28", "8.0": "2023-11-26", "8.1": "2025-12-31" },
};

const families: Readonly<Record<string, string>> = {
  "pgvector/pgvector": "postgres",
  "postgis/postgis": "postgres",
  "timescale/timescaledb": "postgres",
};

/** Debian's releases go by their names too: `buster-slim`. */
const codenames: Readonly<Record<string, string>> = { stretch: "9", buster: "10", bullseye: "11" };

/** The day on which the release line of an image ends or ended: `2026-04-30`; undefined when it is not known. */
export function endOfLife({ name, tag, version, major }: ImageReference): string | undefined {
  const dates = lines[families[name] ?? name];
  const codename = name === "debian" ? codenames[/^[a-z]+/.exec(tag ?? "")?.[0] ?? ""] : undefined;
  if (codename !== undefined) return dates?.[codename];
  if (!dates || version === undefined) return undefined;
  return dates[version] ?? dates[String(major)];
}
