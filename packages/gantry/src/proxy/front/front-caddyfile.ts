import { fragmentFile, nextFragment, stacksFolder } from "./front-names.ts";

// The health check asks the admin endpoint, which would write a line for each request.
const globals = "{\n\tlog {\n\t\texclude admin.api\n\t}\n}\n";

/** What the front starts with, and loads again when a stack's fragment has changed. */
export const frontCaddyfile = `${globals}\nimport ${stacksFolder}/*/${fragmentFile}\n`;

/** The front's configuration as it would be with a stack's next fragment. */
export function printTrial(project: string, stacks: Iterable<string>): string {
  const others = [...stacks].filter((stack) => stack !== project).sort();
  const imports = [
    ...others.map((stack) => `import ${stacksFolder}/${stack}/${fragmentFile}`),
    `import ${stacksFolder}/${project}/${nextFragment}`,
  ];
  return `${globals}\n${imports.join("\n")}\n`;
}
