import { posix } from "node:path";
import { declaredEnvironments } from "../../compose/environment/declared-environments.ts";
import { parseCronLine, parseCrontab } from "../parse/parse-crontab.ts";
import type { ParseProblem } from "../parse/parse-problem.ts";
import { type ParsedTree, parseTree } from "../parse/parse-tree.ts";
import type { FileKind } from "../repository/file-kind.ts";
import type { Repository } from "../repository/repository.ts";
import type { SourceText } from "../repository/source-text.ts";
import { expandCommands, shellCommandVariables } from "../shell/command-variables.ts";
import { embedMakefile, embedMarkdown } from "../shell/embed.ts";
import { type ShellCommand, ShellDocument } from "../shell/shell-document.ts";
import { Snippet } from "../shell/snippet.ts";
import type { ImageBuild } from "./build/image-build.ts";
import { readBuilds } from "./build/read-builds.ts";
import { readGithubWorkflow, readGitlabPipeline, type WorkflowFacts } from "./ci/workflow-facts.ts";
import { type ComposeCommand, readComposeCommand, resolveFile } from "./compose/compose-command.ts";
import { type ComposeFile, readComposeFile } from "./compose/compose-file.ts";
import { copiedFile, isCopy } from "./compose/copied-file.ts";
import { type ComposeSet, findStacks, isSetOf, withSet } from "./compose/find-stacks.ts";
import { productionScopes, type Scope } from "./compose/production-scope.ts";
import type { CronFacts } from "./cron-facts.ts";
import { DockerfileFacts } from "./dockerfile/dockerfile-facts.ts";
import { type EnvTemplate, readEnvTemplate } from "./env/env-template.ts";
import type { FactsOptions } from "./facts-options.ts";
import { findUnreadFiles } from "./find-unread-files.ts";
import { readGitIndex } from "./git/git-index.ts";
import type { ImageKnowledge } from "./images/image-knowledge.ts";
import { knowImage } from "./images/know-image.ts";
import { type LiveImage, refreshKnowledge } from "./images/live-image.ts";
import { lazy, remembered } from "./lazy.ts";
import { type PackageFacts, readPackage } from "./package-facts.ts";
import { type ProxyConfig, readCaddyConfig, readNginxConfig } from "./proxy/proxy-facts.ts";
import { type PythonProject, readPythonProject } from "./python-facts.ts";
import { readScriptSource, type ScriptSource } from "./script-source.ts";
import type { ServiceFacts } from "./service/service-facts.ts";
import { StackFacts } from "./stack-facts.ts";

/** All that rules may know of a repository. Everything is read, parsed and joined when it is first asked for, and once. */
export class Facts {
  readonly repository: Repository;
  readonly today: string;
  /** The config file whose printed stack is among the files. */
  readonly config: string | undefined;
  /** The environment that stacks are looked at in, where they declare it. */
  readonly environment: string;
  readonly #options: FactsOptions;

  constructor(repository: Repository, options: FactsOptions) {
    this.repository = repository;
    this.today = options.today;
    this.config = options.config;
    this.environment = options.environment ?? "production";
    this.#options = options;
  }

  readonly #knownImage = remembered((image) =>
    refreshKnowledge(image, knowImage(image, this.#options.images), this.liveImage(image)),
  );
  readonly #asked = new Map<string, Set<string>>();

  /** What is known of an image by its name, without pulling it. */
  knowImage(image: string): ImageKnowledge | undefined {
    return this.#knownImage(image);
  }

  /** What an engine says of an image. */
  liveImage(image: string): LiveImage | undefined {
    return this.#options.live?.get(image);
  }

  /** The images that rules asked about, and the programs that they asked for. */
  get askedImages(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#asked;
  }

  /** The programs that rules asked for of an image: those who ask add to them. */
  programsAskedOf(image: string): Set<string> {
    const asked = this.#asked.get(image) ?? new Set();
    this.#asked.set(image, asked);
    return asked;
  }

  // --- Compose -------------------------------------------------------------------------------------------------------------------

  readonly #composeFiles = lazy(() => {
    const paths = new Set(this.repository.ofKind("compose"));
    for (const { files } of this.composeCommands) for (const file of files) paths.add(file);
    for (const file of this.#options.chosen ?? []) paths.add(file);
    return new Map(
      [...paths]
        .sort()
        .flatMap((path) =>
          this.#with(path, (source) => [path, readComposeFile(source, this.#treeOf(source))] as const),
        ),
    );
  });

  /** Every Compose file as it is written. */
  get composeFiles(): ReadonlyMap<string, ComposeFile> {
    return this.#composeFiles();
  }

  readonly #stacks = lazy((): readonly StackFacts[] => {
    const sets = withSet(findStacks(this.composeFiles, this.composeCommands), this.#options.chosen ?? []);
    const { config } = this;
    const scopeIn = productionScopes(config === undefined ? sets : sets.filter((each) => !isPrinted(each, config)));
    return sets.map((set) => {
      const files = set.files.flatMap((file) => this.composeFiles.get(file) ?? []);
      return new StackFacts(set, this.#scopeOf(set, scopeIn), files, this);
    });
  });

  #scopeOf(set: ComposeSet, scopeIn: (set: ComposeSet) => Scope): Scope {
    const { production, chosen, environment } = this.#options;
    const { config } = this;
    if (config !== undefined && isPrinted(set, config)) return { production: true, reason: `${config} describes it` };
    if (chosen) {
      const own = isSetOf(set, chosen);
      return { production: own, reason: own ? "it is the one that was asked for" : "another one was asked for" };
    }
    if (production) {
      const named = set.files.some((file) => production.includes(file));
      return { production: named, reason: named ? "the configuration names it" : "the configuration names others" };
    }
    if (environment !== undefined && environment !== "production") {
      if (this.#declares(set, environment)) return { production: true, reason: `it declares ${environment}` };
      const named = set.files.some((file) => posix.basename(file).split(/[-_.]/).includes(environment));
      return { production: named, reason: named ? `it is named ${environment}` : `it is not named ${environment}` };
    }
    return scopeIn(set);
  }

  #declares(set: ComposeSet, environment: string): boolean {
    const documents = set.files.flatMap((file) => this.composeFiles.get(file)?.tree.documents ?? []);
    return declaredEnvironments(documents).has(environment);
  }

  /** The sets in which Compose files are used, each merged. */
  get stacks(): readonly StackFacts[] {
    return this.#stacks();
  }

  readonly #stacksByUse = lazy(
    () => new Map(this.stacks.toReversed().flatMap((stack) => stack.commands.map((use) => [use, stack] as const))),
  );

  /** The stack that a `docker compose` command works with. */
  stackOf(use: ComposeCommand): StackFacts | undefined {
    return this.#stacksByUse().get(use);
  }

  /** Those that run in production. */
  get production(): readonly StackFacts[] {
    return this.stacks.filter(({ scope }) => scope.production);
  }

  readonly #services = lazy(() => this.stacks.flatMap(({ services }) => [...services.values()]));

  /** The services of all stacks. The same value in two stacks gives the same finding, which is told once. */
  services(): readonly ServiceFacts[] {
    return this.#services();
  }

  readonly #productionServices = lazy(() => this.services().filter(({ stack }) => stack.scope.production));

  productionServices(): readonly ServiceFacts[] {
    return this.#productionServices();
  }

  // --- Dockerfiles ---------------------------------------------------------------------------------------------------------------

  readonly #dockerfile = remembered((path) => this.#with(path, (source) => new DockerfileFacts(source)));

  /** A Dockerfile by its path; undefined when it is not there. */
  dockerfile(path: string): DockerfileFacts | undefined {
    return this.repository.hasFile(path) ? this.#dockerfile(path)[0] : undefined;
  }

  readonly #dockerfiles = lazy(() => {
    const paths = new Set(this.repository.ofKind("dockerfile"));
    for (const service of this.services()) if (service.build?.dockerfile) paths.add(service.build.dockerfile.path);
    return [...paths].sort().flatMap((path) => this.dockerfile(path) ?? []);
  });

  get dockerfiles(): readonly DockerfileFacts[] {
    return this.#dockerfiles();
  }

  readonly #builds = lazy((): readonly ImageBuild[] => readBuilds(this));

  /** Every way in which images are built: by services, workflows, commands; and Dockerfiles of which nobody says how. */
  get builds(): readonly ImageBuild[] {
    return this.#builds();
  }

  // --- Commands ------------------------------------------------------------------------------------------------------------------

  readonly #shellDocuments = lazy((): readonly ShellDocument[] => {
    const { repository } = this;
    const documents: ShellDocument[] = [];
    const folderOf = (path: string) => (posix.dirname(path) === "." ? "" : posix.dirname(path));
    for (const source of this.#sources("shell"))
      documents.push(
        new ShellDocument(expandCommands(Snippet.slice(source), shellCommandVariables(source)), { type: "script" }),
      );
    for (const source of this.#sources("makefile")) {
      for (const { name, snippet } of embedMakefile(source)) {
        documents.push(new ShellDocument(snippet, { type: "make", target: name }, folderOf(source.path)));
      }
    }
    for (const source of this.#sources("markdown")) {
      for (const snippet of embedMarkdown(source)) documents.push(new ShellDocument(snippet, { type: "markdown" }));
    }
    for (const { scripts } of this.packages) documents.push(...scripts.values());
    for (const { shell } of this.cronJobs) documents.push(shell);
    for (const { jobs } of this.workflows) {
      for (const { steps } of jobs) for (const { shell } of steps) if (shell) documents.push(shell);
    }
    return repository.isCut ? documents.slice(0, 10_000) : documents;
  });

  /** Shell text outside images and Compose files: scripts, Makefiles, package scripts, workflows, crontabs, blocks in Markdown. */
  get shellDocuments(): readonly ShellDocument[] {
    return this.#shellDocuments();
  }

  readonly #commands = lazy(() => this.shellDocuments.flatMap(({ commands }) => commands));

  /** Every simple command in them. */
  commands(): readonly ShellCommand[] {
    return this.#commands();
  }

  readonly #composeCommands = lazy((): readonly ComposeCommand[] =>
    this.shellDocuments
      // Most documentation has nothing to do with it, and need not be parsed.
      .filter(({ text }) => /docker(-|\s+)(compose|stack)\b/.test(text))
      .flatMap(({ commands }) => commands.flatMap((command) => readComposeCommand(command, this.repository) ?? []))
      .map((use) => {
        const copied = copiedFile(use, this.#copies(), (path, copy) => resolveFile(path, copy, this.repository));
        return copied === undefined ? use : { ...use, files: [copied] };
      }),
  );

  /** The commands that copy files to a server. */
  readonly #copies = lazy((): readonly ShellCommand[] =>
    this.shellDocuments
      .filter(({ text }) => /\b(scp|rsync)\b/.test(text))
      .flatMap(({ commands }) => commands.filter(isCopy)),
  );

  /** Every `docker compose` command in them. */
  get composeCommands(): readonly ComposeCommand[] {
    return this.#composeCommands();
  }

  readonly #cronJobs = lazy((): readonly CronFacts[] => {
    const jobs: CronFacts[] = [];
    const add = (source: SourceText, job: ReturnType<typeof parseCronLine>) => {
      if (!job) return;
      const snippet = Snippet.slice(source, job.commandStart, job.commandStart + job.command.length);
      const shell = new ShellDocument(snippet, { type: "cron", schedule: job.schedule });
      jobs.push({ ...job, file: source.path, shell, script: this.#scriptOf(shell) });
    };
    for (const source of this.#sources("crontab")) {
      const system = /(^|\/)cron\.d\/|(^|\/)etc\/crontab$/.test(source.path);
      for (const job of parseCrontab(source, { system })) add(source, job);
    }
    for (const source of this.#sources("markdown", "shell")) {
      if (!/\bcron/i.test(source.text)) continue;
      for (let number = 1; number <= source.lineCount; number++) {
        const start = source.offsetAt({ line: number, column: 1 });
        if (/^\s*[\d*][\d*/,-]*\s/.test(source.line(number)))
          add(source, parseCronLine(source.line(number), source, start, { system: false }));
      }
    }
    return jobs;
  });

  /** The jobs of crontabs, also of those that documentation and scripts show. */
  get cronJobs(): readonly CronFacts[] {
    return this.#cronJobs();
  }

  #scriptOf(shell: ShellDocument): string | undefined {
    const scripts = this.repository.ofKind("shell");
    for (const { argv } of shell.commands) {
      for (const word of argv.slice(0, 3)) {
        const path = word.replace(/^(\.\/|~\/|\/)/, "");
        if (!/\.\w+$|\//.test(path)) continue;
        const found =
          scripts.find((script) => path === script || path.endsWith(`/${script}`)) ??
          scripts.find((script) => posix.basename(script) === posix.basename(path));
        if (found) return found;
      }
    }
    return undefined;
  }

  // --- Other files ---------------------------------------------------------------------------------------------------------------

  readonly #tree = remembered((path) => this.#with(path, parseTree)[0]);

  /** A YAML or JSON file as nodes with their positions; undefined when it is not there. */
  tree(path: string): ParsedTree | undefined {
    return this.repository.hasFile(path) ? this.#tree(path) : undefined;
  }

  readonly #workflows = lazy((): readonly WorkflowFacts[] => [
    ...this.#sources("github-workflow").map((source) => readGithubWorkflow(source, this.#treeOf(source))),
    ...this.#sources("gitlab-ci").map((source) => readGitlabPipeline(source, this.#treeOf(source))),
  ]);

  get workflows(): readonly WorkflowFacts[] {
    return this.#workflows();
  }

  readonly #proxies = lazy((): readonly ProxyConfig[] => [
    ...this.#sources("caddyfile").map(readCaddyConfig),
    ...this.#sources("nginx").map(readNginxConfig),
  ]);

  /** Caddyfiles and nginx configurations. */
  get proxies(): readonly ProxyConfig[] {
    return this.#proxies();
  }

  readonly #envTemplates = lazy((): readonly EnvTemplate[] => this.#sources("env-template").map(readEnvTemplate));

  /** `.env.example` and the like. */
  get envTemplates(): readonly EnvTemplate[] {
    return this.#envTemplates();
  }

  readonly #packages = lazy((): readonly PackageFacts[] =>
    this.#sources("package-json").map((source) => readPackage(source, this.#treeOf(source))),
  );

  get packages(): readonly PackageFacts[] {
    return this.#packages();
  }

  readonly #tracked = lazy(() => readGitIndex(this.repository.root));

  /** The files that git tracks; undefined when that is not known. */
  get tracked(): ReadonlySet<string> | undefined {
    return this.#tracked();
  }

  readonly #pythonProjects = lazy((): readonly PythonProject[] =>
    this.#sources("python-project").map(readPythonProject),
  );

  get pythonProjects(): readonly PythonProject[] {
    return this.#pythonProjects();
  }

  readonly #script = remembered((path) => this.#with(path, readScriptSource)[0]);

  /** A TypeScript or JavaScript file. Its tree is parsed when it is asked for: look at the text first. */
  script(path: string): ScriptSource | undefined {
    return this.repository.hasFile(path) ? this.#script(path) : undefined;
  }

  /** The proxy configurations that a service is given, by a mount or by COPY in its Dockerfile. */
  proxiesOf(service: ServiceFacts): readonly ProxyConfig[] {
    const mounted = (service.model.volumes ?? []).flatMap(({ type, source = "" }) =>
      type === "bind" ? (service.stack.relative(source) ?? []) : [],
    );
    const configs = (service.model.configs ?? []).flatMap(({ source }) => {
      const file = service.stack.model.configs?.[source]?.file;
      return file === undefined ? [] : (service.stack.relative(file) ?? []);
    });
    const context = service.build?.context ?? "";
    const copied = (service.image?.stage?.inherited ?? [])
      .filter(({ keyword }) => keyword === "COPY" || keyword === "ADD")
      .flatMap(({ words }) => words.slice(0, -1).map(({ text }) => posix.join(context, text)));
    const paths = [...mounted, ...configs, ...copied].map((path) => path.replace(/\/$/, ""));
    return this.proxies.filter((proxy) =>
      paths.some((path) => proxy.path === path || proxy.path.startsWith(`${path}/`)),
    );
  }

  /** What could not be read or parsed. */
  *parseProblems(): Generator<ParseProblem> {
    yield* findUnreadFiles(this.repository);
    for (const { tree } of this.composeFiles.values()) yield* tree.problems;
    for (const source of this.#sources("github-workflow", "gitlab-ci", "package-json"))
      yield* this.#treeOf(source).problems;
    for (const { problems } of this.proxies) yield* problems;
  }

  #treeOf(source: SourceText): ParsedTree {
    return this.#tree(source.path) ?? { documents: [], problems: [] };
  }

  #sources(...kinds: readonly FileKind[]): readonly SourceText[] {
    return this.repository.ofKind(...kinds).flatMap((path) => this.repository.read(path) ?? []);
  }

  #with<T>(path: string, make: (source: SourceText) => T): T[] {
    const source = this.repository.read(path);
    return source ? [make(source)] : [];
  }
}

const isPrinted = ({ files }: ComposeSet, config: string): boolean =>
  files.every((file) => file.startsWith(`${config}/`));
