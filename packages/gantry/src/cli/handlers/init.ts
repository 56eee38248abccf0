import { stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { findConfig } from "../../config/find-config.ts";
import { convertCompose } from "../../init/convert/convert-compose.ts";
import { readComposeFiles } from "../../init/convert/read-compose-files.ts";
import { draftConfig } from "../../init/draft/draft-config.ts";
import type { Findings } from "../../init/findings.ts";
import { printConfig } from "../../init/print/print-config.ts";
import { survey } from "../../init/survey/survey.ts";
import { UserError } from "../../model/error.ts";
import type { Handler, OptionValues } from "../commands/definition.ts";
import type { initOptions } from "../commands/init.ts";
import type { Context } from "../context.ts";
import { ignoreInGit } from "./init-git.ts";
import { askAboutCompose, askForChoices, type ComposeChoice, isHostName } from "./init-questions.ts";
import { reportInit, type WrittenConfig, type WrittenFile } from "./init-report.ts";

const configName = "gantry.config.ts";

type Options = OptionValues<typeof initOptions>;

export const runInit: Handler<typeof initOptions> = async (context, { operands: [folder = "."], options }) => {
  const directory = resolve(folder);
  await checkFolder(directory, folder);
  if (options.domain !== undefined && !isHostName(options.domain)) {
    throw new UserError(`--domain: ${JSON.stringify(options.domain)} is not a host name.`, {
      code: "usage",
      fix: 'Write one such as "shop.example.com".',
    });
  }
  if (options.convert && options.ignoreCompose) {
    throw new UserError("--convert and --ignore-compose: the Compose files are either converted or left aside.", {
      code: "usage",
      fix: "Give one of the two.",
    });
  }
  if (!options.dryRun) await refuseExisting(directory, options.force);
  const findings = await survey(directory, context.signal);
  const choice = await chooseFrontEnd(context, findings, options);
  const written =
    choice === "keep" ? undefined : await writeConfigText(context, { directory, findings, choice, options });
  const files: WrittenFile[] = [];
  if (written && !options.dryRun) {
    const path = join(directory, configName);
    await writeFile(path, written.text, { flag: options.force ? "w" : "wx" });
    files.push({ path, action: "written" });
    if (await ignoreInGit(directory, ".gantry/", context.signal)) {
      files.push({ path: join(directory, ".gitignore"), action: "changed" });
    }
  }
  reportInit(context, { directory, findings, written, files, dryRun: options.dryRun });
  return 0;
};

async function checkFolder(directory: string, folder: string): Promise<void> {
  const isFolder = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  throw new UserError(`${folder}: there is no such folder.`, {
    code: "not-found",
    fix: "Name the repository's folder.",
  });
}

async function refuseExisting(directory: string, force: boolean): Promise<void> {
  const existing = await findConfig(directory);
  if (existing === undefined || dirname(existing) !== directory) return;
  const isSame = basename(existing) === configName;
  if (isSame && force) return;
  throw new UserError(`${relative(process.cwd(), existing) || existing}: there is one already.`, {
    code: "refused",
    fix: isSame
      ? "Add --force to overwrite it, or --dry-run to see what would be written."
      : `Remove it to have a ${configName} in its place, or add --dry-run to see what would be written.`,
  });
}

const defaultNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** Compose files that Gantry would run as they are need no config: they stay unless somebody says otherwise. */
async function chooseFrontEnd(context: Context, findings: Findings, options: Options): Promise<ComposeChoice> {
  if (options.convert) return "convert";
  const there =
    context.globals.file.length > 0
      ? context.globals.file
      : findings.composeFiles.filter((path) => defaultNames.includes(path));
  if (options.ignoreCompose || there.length === 0) return "ignore";
  if (context.terminal.interactive && !context.globals.yes) return askAboutCompose(there);
  return "keep";
}

interface Surroundings {
  directory: string;
  findings: Findings;
  choice: ComposeChoice;
  options: Options;
}

async function writeConfigText(
  context: Context,
  { directory, findings, choice, options }: Surroundings,
): Promise<WrittenConfig> {
  if (choice === "convert") {
    const project = await readComposeFiles({
      directory,
      ...(context.globals.file.length > 0 ? { files: context.globals.file.map((file) => resolve(file)) } : {}),
      projectName: context.globals.project,
      projectDirectory: directory,
      envFiles: context.globals.envFile.map((file) => resolve(file)),
      environment: process.env,
    });
    return { source: "compose", text: printConfig(convertCompose(project)), assumptions: [] };
  }
  if (findings.applications.length === 0) {
    const known = "a package.json with a start or build script, a pyproject.toml with FastAPI, or a Dockerfile";
    throw new UserError(`${directory}: nothing that runs was found: ${known}.`, {
      code: "not-found",
      ...(findings.notes.length > 0 ? { detail: findings.notes.join("\n") } : {}),
      fix: "Name the folder of an application, or write gantry.config.ts by hand: docs/config.md.",
    });
  }
  const interactive = context.terminal.interactive && !context.globals.yes;
  const choices = interactive ? await askForChoices(findings, options.domain) : { domain: options.domain };
  const { draft, assumptions } = draftConfig(findings, choices);
  return { source: "repository", text: printConfig(draft), assumptions };
}
