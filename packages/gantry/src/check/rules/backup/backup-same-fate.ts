import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Related } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import { type Dump, dumps, outermost } from "./shared/dumps.ts";

export const rule = defineRule({
  id: "backup-same-fate",
  group: "backup",
  severity: "warn",
  summary: "A copy of every backup leaves the server",
  why: "A dump on the same disk, or in a volume of the same project, is lost with what it is a copy of: by a broken disk, a cancelled server, an attacker with root, or docker compose down -v in the wrong window. It helps against a wrong DELETE, and nothing else.",
  fix: "Send the dumps to another place (restic, rclone, aws s3 cp, rsync over ssh), encrypted, with keys that the server cannot delete with.",
  links: ["https://restic.readthedocs.io/en/stable/", "https://www.cisa.gov/news-events/news/data-backup-options"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    const all = [...dumps(facts)].filter(({ document }) => outermost(document).origin.type !== "markdown");
    // Something takes files elsewhere: it may well be these.
    const leaves = hasOffsite(facts);
    for (const service of facts.productionServices()) {
      if (!leaves) yield* checkService(service, all);
    }
    if (leaves) return;
    const told = new Set<string>();
    for (const { document, command, program } of all) {
      if (outermost(document).origin.type === "compose" || told.has(document.file) || !writesFile(document)) continue;
      told.add(document.file);
      if (callsOther(facts, document)) continue;
      yield {
        at: command.at,
        message: `What ${program} writes here stays on the same machine as the database.`,
      };
    }
  },
});

const writesFile = ({ text }: ShellDocument): boolean =>
  />|\s-f\b|--file/.test(text) && !/\|\s*(psql|mysql)\b/.test(text);

const senders =
  /\b(rsync|rclone|restic|borg|borgmatic|kopia|duplicity|duplicacy|s3cmd|s4cmd|gsutil|azcopy|b2|lftp|sftp|scp|megaput|wal-g|wal-e|pgbackrest|barman|litestream|tarsnap|zfs send|storagebox)\b|\baws\s+(--\S+\s+\S+\s+)*s3(api)?\b|\bmc\s+(cp|mirror|pipe)\b|\baz\s+storage\b|\bgcloud\s+storage\b|curl\b[^\n]*(-T|--upload-file|PUT)|\|\s*ssh\b|s3:\/\//;

function hasOffsite(facts: Facts): boolean {
  if (
    facts.shellDocuments.some(
      (document) =>
        document.origin.type !== "markdown" &&
        /backup|dump|restic|borg/i.test(`${document.file} ${document.text}`) &&
        senders.test(document.text),
    )
  )
    return true;
  return [...facts.services()].some(({ model, processDocuments }) => {
    if (/restic|rclone|borg|kopia|duplicat|wal-g|pgbackrest|backup-s3|s3-backup|litestream/.test(model.image ?? ""))
      return true;
    if (processDocuments.some(({ text }) => senders.test(text))) return true;
    // Images for backups take their target from the environment.
    return Object.keys(model.environment ?? {}).some((name) =>
      /^(AWS_S3_BUCKET|S3_BUCKET|S3_|AWS_S3|RESTIC_REPOSITORY|BACKUP_S3|RCLONE_|WEBDAV_|AZURE_STORAGE|B2_|GS_BUCKET|SSH_HOST_NAME)/.test(
        name,
      ),
    );
  });
}

/** Scripts that it calls may do so: those of the repository were looked at, others are not known. */
const callsOther = (facts: Facts, document: ShellDocument): boolean =>
  document.commands.some(
    ({ argv: [program = ""] }) =>
      /\.(sh|py|js|ts)$/.test(program) &&
      !facts.repository.ofKind("shell").some((path) => path.endsWith(program.replace(/^.*\//, ""))),
  );

const backupImages =
  /(^|\/)(postgres-backup-local|db-backup|pg-backup|postgres-backup|mysql-backup|docker-volume-backup|mysql-cron-backup)$/;

/** A service that is there for backups and keeps them in a volume of its own project. */
function* checkService(service: ServiceFacts, all: readonly Dump[]) {
  const { model, processDocuments, stack } = service;
  const texts = processDocuments.map(({ text }) => text).join("\n");
  const own = all.find(({ document }) => {
    const { origin } = outermost(document);
    return origin.type === "compose" && origin.service === service.name;
  });
  const isBackup =
    own !== undefined || /--local-only\b/.test(texts) || backupImages.test(service.image?.base.name ?? "");
  if (!isBackup) return;
  // A list of targets that is not known, or remote drivers.
  if (service.env.isOpen && !/--local-only/.test(texts)) return;
  const volume = (model.volumes ?? []).findIndex(({ type, source = "", target }) => {
    const declared = stack.model.volumes?.[source];
    return (
      type === "volume" &&
      source !== "" &&
      /backup|dump/i.test(`${source} ${target}`) &&
      !declared?.driver_opts &&
      !declared?.driver
    );
  });
  if (volume < 0 && own === undefined) return;
  const related: Related[] = own ? [{ at: own.command.at, message: "Here it is dumped." }] : [];
  yield {
    at: volume < 0 ? service.at() : service.at("volumes", volume),
    message:
      volume < 0
        ? `The backups of "${service.name}" stay on the same machine as the data.`
        : `The backups of "${service.name}" lie in a volume of the same project: what takes the data takes them as well.`,
    related,
  };
}
