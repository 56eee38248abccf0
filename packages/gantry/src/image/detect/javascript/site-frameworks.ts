/** Where a framework that writes files puts them. */
export interface SiteFramework {
  /** The package that tells of it. */
  package: string;
  /** The folder of its build, relative to the application's. */
  output: string;
  /** The folder within, in which every file has a hash of its content in its name. */
  hashed?: string;
  /** Its own program takes `--host` and `--port`. */
  program?: string;
}

/** The first that is among an application's packages: Vite is among those of most others. */
export const siteFrameworks: readonly SiteFramework[] = [
  { package: "astro", output: "dist", hashed: "/_astro/", program: "astro" },
  { package: "next", output: "out", hashed: "/_next/static/" },
  { package: "nuxt", output: ".output/public", hashed: "/_nuxt/" },
  { package: "@sveltejs/kit", output: "build", hashed: "/_app/immutable/" },
  { package: "@docusaurus/core", output: "build" },
  { package: "vitepress", output: ".vitepress/dist" },
  { package: "react-scripts", output: "build" },
  { package: "vite", output: "dist", hashed: "/assets/", program: "vite" },
];

/** Packages whose routes only the browser knows. */
export const browserRouters: readonly string[] = [
  "react-router",
  "react-router-dom",
  "@tanstack/react-router",
  "wouter",
  "vue-router",
  "@solidjs/router",
  "preact-iso",
  "preact-router",
  "svelte-spa-router",
];
