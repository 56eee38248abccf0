// The one-way rule of the design: a folder imports from the folders to its left, never back.
// model <- compose <- config <- check, render, image <- init, plan <- apply <- proxy <- release, backup, secrets, dev, host <- cli
const layers = [
  ["model"],
  ["compose"],
  ["config"],
  ["check", "render", "image"],
  ["init", "plan"],
  ["apply"],
  ["proxy"],
  ["release", "backup", "secrets", "dev", "host"],
  ["cli"],
];
const src = "^packages/gantry/src/";
const oneWay = layers.map((layer, index) => ({
  name: `one-way-${layer[0]}`,
  comment: "A folder may import from the folders to its left in the design, never from those to its right.",
  severity: "error",
  from: { path: `${src}(${layer.join("|")})/` },
  to: {
    path: `${src}(${[...layers.slice(index + 1).flat(), "none"].join("|")})/`,
  },
}));

module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: "engine-stands-alone",
      comment: "The engine client knows Docker, nothing of ours.",
      severity: "error",
      from: { path: `${src}engine/` },
      to: { path: `${src}(?!engine/)` },
    },
    {
      name: "model-does-no-io",
      severity: "error",
      from: { path: `${src}model/`, pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|path/posix|crypto)$" },
    },
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: "(\\.test\\.ts|index\\.ts|main\\.ts)$" },
      to: {},
    },
    {
      name: "not-to-dev-dep",
      severity: "error",
      from: { path: src, pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["npm-dev"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
