/** Programs that a package of Alpine or Debian brings, where their names differ. */
const programs: Readonly<Record<string, readonly string[]>> = {
  "iputils-ping": ["ping"],
  iputils: ["ping"],
  "inetutils-ping": ["ping"],
  "netcat-openbsd": ["nc"],
  "netcat-traditional": ["nc"],
  netcat: ["nc"],
  procps: ["ps", "pgrep", "pkill", "top"],
  "procps-ng": ["ps", "pgrep", "pkill", "top"],
  dnsutils: ["dig", "nslookup"],
  "bind9-dnsutils": ["dig", "nslookup"],
  "bind-tools": ["dig", "nslookup"],
  iproute2: ["ip", "ss"],
  "net-tools": ["netstat"],
  "redis-tools": ["redis-cli"],
  redis: ["redis-cli", "redis-server"],
  gnupg: ["gpg"],
  "default-mysql-client": ["mysql", "mysqladmin", "mysqldump"],
  "mysql-client": ["mysql", "mysqladmin", "mysqldump"],
  "mariadb-client": ["mysql", "mysqladmin", "mysqldump", "mariadb", "mariadb-admin", "mariadb-dump"],
  nodejs: ["node"],
  npm: ["npm", "npx"],
  python3: ["python3"],
  "docker-cli": ["docker"],
};

/** The programs of a package. Most packages have one of their own name. */
export function programsOf(pkg: string): readonly string[] {
  const name = pkg.replace(/[=<>~@].*$/, "");
  if (/^postgresql(-client|\d+-client|-client-\d+)/.test(name)) return ["psql", "pg_dump", "pg_restore", "pg_isready"];
  return [...(programs[name] ?? []), name];
}
